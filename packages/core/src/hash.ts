import type { Digest } from './digest.ts';

/** An incremental SHA-256. `digest()` ends it. */
export interface Hasher {
  update(chunk: Uint8Array): void;
  digest(): Digest;
}

/** Bulk hashing is injected: `node:crypto` where there is Node, a JavaScript implementation elsewhere. */
export type CreateHasher = () => Hasher;
