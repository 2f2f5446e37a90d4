import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Digest } from '@strake/core';
import { canonical } from './canonical.ts';

/** What a digest is of. The number is the encoding's version: raised when equal values would get other digests. */
export type DigestDomain = 'strake.vertex.1' | 'strake.op.1' | 'strake.key.1';

const encoder = new TextEncoder();

/** SHA-256 of the domain's name, a line break and the value's canonical form. */
export function digestOf(domain: DigestDomain, value: unknown): Digest {
  return `sha256:${bytesToHex(sha256(encoder.encode(`${domain}\n${canonical(value)}`)))}`;
}
