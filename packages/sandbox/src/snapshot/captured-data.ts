import { closeSync, openSync, readSync } from 'node:fs';
import type { ByteStream, Digest } from '@strake/core';
import type { EntryWithData, HashedBytes } from '@strake/oci';
import type { CapturedEntry } from './capture.ts';
import type { ReadPiece } from './read-ahead.ts';

type Pieces = AsyncIterator<ReadPiece, undefined>;

const CHUNK = 1024 * 1024;
const REUSED = { reused: true } as const;

/** Captured entries with their data, which are read by turns into memory that is used again. */
export function withData(entries: readonly CapturedEntry[]): readonly EntryWithData[] {
  const memory = Buffer.allocUnsafeSlow(CHUNK);
  return entries.map(({ entry, host }) =>
    host === undefined || entry.type !== 'file' ? [entry] : [entry, fileBytes(host, entry.size, memory), REUSED],
  );
}

/** The same with `pieces`, the data of the same entries: they must be taken in order. */
export function withDataAhead(entries: readonly CapturedEntry[], pieces: Pieces): readonly EntryWithData[] {
  return entries.map(({ entry, host }) =>
    host === undefined || entry.type !== 'file' || entry.size === 0
      ? [entry]
      : [entry, fileAhead(host, pieces), REUSED],
  );
}

async function* fileBytes(host: string | Buffer, size: number, memory: Buffer): ByteStream {
  if (size === 0) return;
  const fd = openSync(host, 'r');
  try {
    for (let left = size; left > 0; ) {
      const count = readSync(fd, memory, 0, Math.min(left, memory.length), null);
      if (count === 0) throw new Error(`${String(host)} is shorter than ${size} bytes`);
      left -= count;
      yield memory.subarray(0, count);
    }
  } finally {
    closeSync(fd);
  }
}

function fileAhead(host: string | Buffer, pieces: Pieces): HashedBytes {
  let digest: Digest | undefined;
  const bytes = async function* (): AsyncGenerator<Uint8Array, void> {
    while (digest === undefined) {
      const { value } = await pieces.next();
      if (value?.piece.host !== host) throw new Error(`another file has been read in the place of ${String(host)}`);
      yield value.bytes;
      ({ digest } = value);
    }
  };
  return {
    [Symbol.asyncIterator]: bytes,
    digest: () => {
      if (digest === undefined) throw new Error(`${String(host)} has not been read to its end`);
      return digest;
    },
  };
}
