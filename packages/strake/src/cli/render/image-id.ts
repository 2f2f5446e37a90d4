import { type Digest, shortDigest } from '@strake/core';

/** The ID of an image as people see it: 12 digits, unless it is to be `whole`. */
export function formatImageId(id: string, whole: boolean): string {
  return whole ? id : shortDigest(id as Digest);
}
