import type { CreateHasher, Digest } from '@strake/core';
import { type FollowThread, startFollowThread } from './follow-thread.ts';

/** Hashes a blob as it is written to a file. */
export interface BlobHash extends Disposable {
  /** The next of its bytes. */
  see(chunk: Uint8Array): void;
  /** Says that the file's bytes up to `end` are there. */
  written(end: number): void;
  /** Of all that was seen, which is in the file, of so many bytes; undefined where the file has to be read once more for that. */
  digest(size: number): Digest | Promise<Digest | undefined>;
}

/** Bytes that are still to come from which a thread surely saves more time than its start takes. */
const LARGE = 128 * 1024 * 1024;

/** Of a blob that is `expected` to be large a thread makes the digest, from the file. */
export function createBlobHash(path: string, createHasher: CreateHasher, expected: () => number): BlobHash {
  const hasher = createHasher();
  let seen = 0;
  let isAsked = false;
  let thread: FollowThread | undefined;
  return {
    see(chunk) {
      if (thread) return;
      hasher.update(chunk);
      seen += chunk.byteLength;
    },
    written(end) {
      if (!isAsked && expected() - seen >= LARGE) {
        isAsked = true;
        thread = startFollowThread(path);
      }
      thread?.written(end);
    },
    digest: (size) => thread?.digest(size) ?? hasher.digest(),
    [Symbol.dispose]: () => thread?.[Symbol.dispose](),
  };
}
