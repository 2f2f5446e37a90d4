import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import type { Digest } from '@strake/core';

/** A file that is being written, from its beginning to its end. */
export interface Followed {
  readonly path: string;
  /** One word: twice the bytes that are there, and one more when none will come. Who changes it notifies. */
  readonly progress: SharedArrayBuffer;
}

const CHUNK = 256 * 1024;

/** Digest of a file, each part of which is read as soon as it is there. Blocks until the file is whole. */
export function hashFollowed({ path, progress }: Followed): Digest {
  const word = new BigInt64Array(progress);
  const hasher = createHash('sha256');
  const memory = Buffer.allocUnsafeSlow(CHUNK);
  const file = openSync(path, 'r');
  try {
    for (let at = 0; ; ) {
      const known = Atomics.load(word, 0);
      for (const end = Number(known >> 1n); at < end; ) {
        const size = readSync(file, memory, 0, Math.min(CHUNK, end - at), at);
        if (size === 0) throw new Error(`${path} is shorter than it was`);
        hasher.update(memory.subarray(0, size));
        at += size;
      }
      if (known & 1n) return `sha256:${hasher.digest('hex')}`;
      Atomics.wait(word, 0, known);
    }
  } finally {
    closeSync(file);
  }
}
