import type { ImageQuery } from '@strake/planner';

/** Tells queries apart while a build lasts: a name stands for another image on another platform. */
export function imageQueryKey({ ref, platform: { os, architecture, variant, osVersion } }: ImageQuery): string {
  return [ref, os, architecture, variant, osVersion].join(' ');
}
