import { type ByteStream, bytes, type CreateHasher, type Digest, join } from '@strake/core';
import { OciError } from '../error.ts';
import { sha256Hasher } from '../hash/sha256.ts';
import type { BlobExpectation, BlobInfo, ContentStore } from './store.ts';
import { verifyBlob } from './verify-blob.ts';

/** A content store that lives as long as the process. */
export function createMemoryStore(createHasher: CreateHasher = sha256Hasher): ContentStore {
  const blobs = new Map<Digest, Uint8Array>();
  return {
    stat: async (digest) => {
      const blob = blobs.get(digest);
      return blob && { digest, size: blob.byteLength };
    },
    read: (digest, { range, signal } = {}) => readBlob(blobs, digest, range, signal),
    readSmall: (digest, range) => blobs.get(digest)?.subarray(...range),
    write: async (data, expect = {}, signal) => {
      const { blob, info } = await gather(data, expect, createHasher, signal);
      blobs.set(info.digest, blob);
      return info;
    },
    list: async function* () {
      yield* [...blobs.keys()].sort();
    },
    isSound: async (digest) => blobs.has(digest),
    delete: async (digest) => {
      blobs.delete(digest);
    },
  };
}

async function* readBlob(
  blobs: ReadonlyMap<Digest, Uint8Array>,
  digest: Digest,
  range: readonly [number, number] | undefined,
  signal: AbortSignal | undefined,
): ByteStream {
  signal?.throwIfAborted();
  const blob = blobs.get(digest);
  if (!blob) throw blobNotFound(digest);
  const part = range ? blob.subarray(...range) : blob;
  if (part.byteLength > 0) yield* bytes(part);
}

async function gather(
  data: ByteStream,
  expect: BlobExpectation,
  createHasher: CreateHasher,
  signal: AbortSignal | undefined,
): Promise<{ readonly blob: Uint8Array; readonly info: BlobInfo }> {
  const hasher = createHasher();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of data) {
    signal?.throwIfAborted();
    hasher.update(chunk);
    size += chunk.byteLength;
    if (size > (expect.size ?? Number.MAX_SAFE_INTEGER)) break;
    chunks.push(new Uint8Array(chunk));
  }
  signal?.throwIfAborted();
  const info = { digest: hasher.digest(), size };
  verifyBlob(info, expect);
  return { blob: join(chunks), info };
}

export function blobNotFound(digest: Digest): OciError {
  return new OciError('BLOB_NOT_FOUND', `no blob ${digest} in the store`, {
    data: { digest },
    hint: 'an image that misses it has to be built, pulled or loaded again',
  });
}
