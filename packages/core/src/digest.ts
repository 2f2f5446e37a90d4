import { InvalidDigestError } from './error.ts';

/**
 * A content address: algorithm and lower-case hex, as in the OCI image spec ("descriptor.md", section Digests).
 * Strake computes and accepts `sha256` only.
 */
export type Digest = `sha256:${string}`;

const PATTERN = /^sha256:[0-9a-f]{64}$/;

/** Whether `text` is a well-formed sha256 digest. */
export function isDigest(text: string): text is Digest {
  return PATTERN.test(text);
}

/** `text` as a digest. Throws `InvalidDigestError` on anything else, so that no outside text becomes a blob path. */
export function parseDigest(text: string): Digest {
  if (!isDigest(text)) throw new InvalidDigestError(text);
  return text;
}

/** The hex part of a digest: 64 characters. */
export function hexOf(digest: Digest): string {
  return digest.slice('sha256:'.length);
}

/** First 12 hex digits, as people see digests. */
export function shortDigest(digest: Digest): string {
  return hexOf(digest).slice(0, 12);
}
