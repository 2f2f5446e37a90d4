import type { Digest } from '@strake/core';
import type { CapturedEntry } from './capture.ts';
import { cutPortions } from './cut-portions.ts';
import { type Piece, PORTION, type Portion, type ReadBytes } from './portion.ts';
import type { ReadThread } from './read-thread.ts';

export interface ReadPiece {
  readonly piece: Piece;
  readonly bytes: Uint8Array;
  /** Of the whole file, with its last piece. */
  readonly digest: Digest | undefined;
}

/** Portions that are read, or being read, at a time. */
const PORTIONS = 8;

/**
 * The pieces of captured files, in their order, which the thread reads ahead of who takes them. The bytes of one stay until
 * the one after it is asked for.
 */
export function readAhead(entries: Iterable<CapturedEntry>, thread: ReadThread): AsyncIterator<ReadPiece, undefined> {
  const portions = cutPortions(entries);
  const queue: UnderWay[] = [];
  const begin = (memory: ArrayBuffer): void => {
    const { value: portion } = portions.next();
    if (portion === undefined) return;
    const read = thread.read(portion, memory);
    read.catch(() => undefined);
    queue.push({ portion, read });
  };
  for (let i = 0; i < PORTIONS; i += 1) begin(new ArrayBuffer(PORTION));
  return (async function* () {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const { memory, digests } = await next.read;
      let at = 0;
      for (const [i, piece] of next.portion.entries()) {
        yield { piece, bytes: new Uint8Array(memory, at, piece.length), digest: digests[i] };
        at += piece.length;
      }
      begin(memory);
    }
    return undefined;
  })();
}

interface UnderWay {
  readonly portion: Portion;
  readonly read: Promise<ReadBytes>;
}
