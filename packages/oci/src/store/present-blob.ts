import type { Digest } from '@strake/core';
import type { BlobInfo, ContentStore } from './store.ts';

/**
 * The blob when it is here and whole, as far as its size tells. One that is not as long as it should be is hashed: it is
 * deleted when it is spoilt, and kept when it is the announcement that is wrong.
 */
export async function presentBlob(
  content: ContentStore,
  blob: { readonly digest: Digest; readonly size: number | undefined },
): Promise<BlobInfo | undefined> {
  const found = await content.stat(blob.digest);
  if (!found || blob.size === undefined || found.size === blob.size) return found;
  return (await content.isSound(blob.digest)) ? found : undefined;
}
