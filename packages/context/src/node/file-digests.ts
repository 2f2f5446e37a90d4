import { createHash } from 'node:crypto';
import type { Digest } from '@strake/core';
import { ContextFile } from './context-file.ts';
import type { DigestTable } from './digest-table.ts';
import { createPacer } from './pacer.ts';
import { hashFile, hashFileInTurns, type SeenFile, SMALL } from './read-file.ts';

/** What is known of the digests of a directory context's files, and what makes them known. */
export interface FileDigests {
  /** Undefined while nobody has read the file as it is. */
  known(file: ContextFile): Digest | undefined;
  /** `at`: when reading began or before, in milliseconds since 1970. */
  learn(file: ContextFile, digest: Digest, at: number): Digest;
  /** At once: blocks until the file is read. */
  readonly hash: (file: ContextFile) => Digest;
  /** Of a file that is not known, while other work has its turn. */
  read(file: ContextFile, signal?: AbortSignal): Promise<Digest>;
}

const EMPTY: Digest = `sha256:${createHash('sha256').digest('hex')}`;

/** `seen`: where a file is read; undefined for what is empty whatever there is on disk. `table` as of `directoryContent`. */
export function fileDigests(table: () => DigestTable, seen: (file: ContextFile) => SeenFile | undefined): FileDigests {
  const pacer = createPacer();
  const known = (file: ContextFile): Digest | undefined => {
    const learnt = ContextFile.digestOf(file);
    if (learnt !== undefined) return learnt;
    const { stamp } = ContextFile.stateOf(file);
    const digest = stamp ? table().find(stamp) : EMPTY;
    if (digest !== undefined) ContextFile.learn(file, digest);
    return digest;
  };
  const learn = (file: ContextFile, digest: Digest, at: number): Digest => {
    const { stamp } = ContextFile.stateOf(file);
    ContextFile.learn(file, digest);
    if (stamp) table().learn(stamp, digest, BigInt(at) * 1_000_000n);
    return digest;
  };
  const hash = (file: ContextFile): Digest => {
    const place = seen(file);
    const at = Date.now();
    return known(file) ?? learn(file, place ? hashFile(place) : EMPTY, at);
  };
  return {
    known,
    learn,
    hash,
    read: async (file, signal) => {
      const place = seen(file);
      await pacer.pause(signal);
      const at = Date.now();
      return place && file.size > SMALL ? learn(file, await hashFileInTurns(place, pacer, signal), at) : hash(file);
    },
  };
}
