import type { ByteStream, CreateHasher, Digest } from '@strake/core';
import { OciError } from '../error.ts';
import type { BlobExpectation, BlobInfo } from './store.ts';

/** Throws `BLOB_MISMATCH` unless the data are what was announced. */
export function verifyBlob(found: BlobInfo, expect: BlobExpectation): void {
  if (expect.size !== undefined && found.size !== expect.size)
    throw blobMismatch(`size ${expect.size}`, found.size > expect.size ? 'more bytes' : `${found.size} bytes`, expect);
  if (expect.digest !== undefined && found.digest !== expect.digest)
    throw blobMismatch(`digest ${expect.digest}`, found.digest, expect);
}

/**
 * Passes the chunks of `data` on and throws `BLOB_MISMATCH` where they part from what was announced: at once when there
 * are too many, else at the end. Nobody may act on the whole before the stream has ended.
 */
export async function* verifying(
  data: ByteStream,
  expect: { readonly digest: Digest; readonly size?: number },
  createHasher: CreateHasher,
): ByteStream {
  const hasher = createHasher();
  let size = 0;
  for await (const chunk of data) {
    size += chunk.byteLength;
    if (size > (expect.size ?? Number.MAX_SAFE_INTEGER)) break;
    hasher.update(chunk);
    yield chunk;
  }
  verifyBlob({ digest: hasher.digest(), size }, expect);
}

function blobMismatch(expected: string, found: string, expect: BlobExpectation): OciError {
  const what = expect.digest ? `blob ${expect.digest}` : 'blob';
  return new OciError('BLOB_MISMATCH', `${what}: expected ${expected}, found ${found}`, { data: { ...expect, found } });
}

/** What was kept is no longer what was written, and has been removed. No mismatch is its cause: nobody has sent wrong bytes. */
export function blobDamaged(digest: Digest): OciError {
  return new OciError('BLOB_DAMAGED', `blob ${digest} in the store is damaged`, {
    hint: 'it has been removed: try again, and it is made or fetched anew',
    data: { digest },
  });
}
