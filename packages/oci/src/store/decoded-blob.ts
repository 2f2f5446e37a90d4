import { collect } from '@strake/core';
import { OciError } from '../error.ts';
import type { Descriptor } from '../model/index.ts';
import type { Forms } from './layer-forms.ts';

/** Largest document that is loaded, in bytes: an index of about a million entries. */
const LIMIT = 512 * 1024 * 1024;

/** What the stored form of an index or a listing says; one that is damaged or of another version is as good as none. */
export async function decodedBlob<T>(
  { content }: Forms,
  { digest }: Descriptor,
  decode: (blob: Uint8Array) => T,
): Promise<T | undefined> {
  try {
    return decode(await collect(content.read(digest, { verify: true }), LIMIT));
  } catch (error) {
    if (error instanceof OciError && (error.code === 'LAYER_INVALID' || error.code === 'BLOB_DAMAGED'))
      return undefined;
    throw error;
  }
}
