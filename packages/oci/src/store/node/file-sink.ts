import { write, writeSync } from 'node:fs';
import { promisify } from 'node:util';

const writeAsync = promisify(write);

/** Bytes to which smaller chunks are joined: writes cost by their number, and wait for other work of the same threads. */
const JOINED = 1024 * 1024;

/** Writes chunks to an open file, one behind another. A chunk may be changed once `write` has ended, unless `ahead` is given. */
export interface FileSink {
  write(chunk: Uint8Array): Promise<void>;
  /** Writes what is left. */
  end(): Promise<void>;
  /** Ends when nothing is being written, well or not. */
  rest(): Promise<void>;
}

export interface FileSinkOptions {
  /** Of how many of the last chunks the memory stays as it is: none is copied, and as many are written at once. Default 0. */
  readonly ahead?: number;
  /** Where in the file the first chunk goes; default 0. */
  readonly position?: number;
}

export function createFileSink(file: number, { ahead = 0, position = 0 }: FileSinkOptions = {}): FileSink {
  let next = position;
  let memory = new Uint8Array();
  let other = new Uint8Array();
  let filled = 0;
  let writing: Promise<void> | undefined;
  const spread: Promise<void>[] = [];

  const place = ({ byteLength }: Uint8Array): number => {
    next += byteLength;
    return next - byteLength;
  };
  /** Begins to write what has been joined; the next chunks are joined meanwhile. */
  const flush = async (): Promise<void> => {
    await writing;
    if (filled === 0) return;
    const joined = memory.subarray(0, filled);
    writing = writeWhole(file, joined, place(joined));
    writing.catch(() => undefined);
    [memory, other] = [other, memory];
    filled = 0;
  };
  const join = async (chunk: Uint8Array): Promise<void> => {
    if (filled + chunk.byteLength > JOINED) await flush();
    if (memory.byteLength === 0) memory = new Uint8Array(JOINED);
    memory.set(chunk, filled);
    filled += chunk.byteLength;
  };
  const end = async (): Promise<void> => {
    await flush();
    await writing;
    writing = undefined;
    await Promise.all(spread);
  };
  /** Begins to write a chunk, and ends when at most `ahead` are being written. */
  const writeAhead = async (chunk: Uint8Array): Promise<void> => {
    const written = writeWhole(file, chunk, place(chunk));
    written.catch(() => undefined);
    spread.push(written);
    while (spread.length > ahead) {
      await spread[0];
      void spread.shift();
    }
  };
  return {
    write: async (chunk) => {
      if (ahead > 0) return writeAhead(chunk);
      if (chunk.byteLength < JOINED) return join(chunk);
      if (filled > 0 || writing) await end();
      await writeWhole(file, chunk, place(chunk));
    },
    end,
    rest: async () => void (await Promise.allSettled([writing, ...spread])),
  };
}

async function writeWhole(file: number, chunk: Uint8Array, position: number): Promise<void> {
  const { byteLength } = chunk;
  for (let at = 0; at < byteLength; )
    at += (await writeAsync(file, chunk, at, byteLength - at, position + at)).bytesWritten;
}

/** The whole chunk: a write may take less of it. */
export function writeWholeSync(file: number, chunk: Uint8Array, position: number): void {
  const { byteLength } = chunk;
  for (let at = 0; at < byteLength; ) at += writeSync(file, chunk, at, byteLength - at, position + at);
}
