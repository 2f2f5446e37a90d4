import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { CreateHasher, Digest } from '@strake/core';

/** SHA-256 in JavaScript, for where there is no `node:crypto`. */
export const sha256Hasher: CreateHasher = () => {
  const state = sha256.create();
  return {
    update(chunk) {
      state.update(chunk);
    },
    digest: () => `sha256:${bytesToHex(state.digest())}`,
  };
};

/** Digest of bytes at hand. */
export function digestOf(data: Uint8Array, createHasher: CreateHasher = sha256Hasher): Digest {
  const hasher = createHasher();
  hasher.update(data);
  return hasher.digest();
}
