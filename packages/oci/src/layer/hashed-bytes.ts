import type { ByteStream, Digest } from '@strake/core';

/** A file's bytes, hashed by whoever gives them. */
export interface HashedBytes extends ByteStream {
  /** Digest of the bytes, once the last has been taken. */
  readonly digest: () => Digest;
}

export function isHashed(data: ByteStream | Uint8Array): data is HashedBytes {
  return 'digest' in data;
}
