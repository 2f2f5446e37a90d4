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

/** Bytes from which a thread surely saves more time than its start takes. */
const LARGE = 64 * 1024 * 1024;

/** `aside`: whoever makes the bytes is busy with that, and a thread that reads the file of a large blob may hash it. */
export function createBlobHash(path: string, createHasher: CreateHasher, aside: boolean): BlobHash {
  const hasher = createHasher();
  let room = aside ? LARGE : Infinity;
  let thread: FollowThread | undefined;
  return {
    see(chunk) {
      if (thread) return;
      hasher.update(chunk);
      room -= chunk.byteLength;
      if (room > 0) return;
      thread = startFollowThread(path);
      room = Infinity;
    },
    written: (end) => thread?.written(end),
    digest: (size) => thread?.digest(size) ?? hasher.digest(),
    [Symbol.dispose]: () => thread?.[Symbol.dispose](),
  };
}
