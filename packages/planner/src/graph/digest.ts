import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { CreateHasher, Digest } from '@strake/core';
import { canonical } from './canonical.ts';

/** What a digest is of. The number is the encoding's version: raised when equal values would get other digests. */
export type DigestDomain = 'strake.vertex.1' | 'strake.op.1' | 'strake.key.1';

const encoder = new TextEncoder();

/** SHA-256 of the domain's name, a line break and the value's canonical form. Without `createHasher` in JavaScript. */
export function digestOf(domain: DigestDomain, value: unknown, createHasher?: CreateHasher): Digest {
  const bytes = encoder.encode(`${domain}\n${canonical(value)}`);
  if (createHasher === undefined) return `sha256:${bytesToHex(sha256(bytes))}`;
  const hasher = createHasher();
  hasher.update(bytes);
  return hasher.digest();
}
