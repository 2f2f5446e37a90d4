import { createHash } from 'node:crypto';
import type { CreateHasher } from '@strake/core';

/** SHA-256 by OpenSSL. */
export const nodeHasher: CreateHasher = () => {
  const hash = createHash('sha256');
  return {
    update(chunk) {
      hash.update(chunk);
    },
    digest: () => `sha256:${hash.digest('hex')}`,
  };
};
