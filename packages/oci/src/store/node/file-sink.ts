import { write, writeSync } from 'node:fs';
import { promisify } from 'node:util';

const writeAsync = promisify(write);

/** Bytes to which smaller chunks are joined: writes cost by their number, and wait for other work of the same threads. */
const JOINED = 1024 * 1024;
/** Bytes from which a chunk is written as it is, when that happens in this thread. */
const DIRECT = 64 * 1024;

/** Writes chunks to an open file, one after another. A chunk may be changed once `write` has ended. */
export interface FileSink {
  write(chunk: Uint8Array): Promise<void>;
  /** Writes what is left. */
  end(): Promise<void>;
  /** Ends when nothing is being written, well or not. */
  rest(): Promise<void>;
}

export interface FileSinkOptions {
  /** Large chunks are written at once, in this thread. */
  readonly direct?: boolean;
  /** Where in the file the first chunk goes; default 0. */
  readonly position?: number;
}

export function createFileSink(file: number, { direct = false, position = 0 }: FileSinkOptions = {}): FileSink {
  let next = position;
  let memory = new Uint8Array();
  let other = new Uint8Array();
  let filled = 0;
  let writing: Promise<void> | undefined;

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
  };
  return {
    write: async (chunk) => {
      if (chunk.byteLength < (direct ? DIRECT : JOINED)) return join(chunk);
      if (filled > 0 || writing) await end();
      if (direct) writeWholeSync(file, chunk, place(chunk));
      else await writeWhole(file, chunk, place(chunk));
    },
    end,
    rest: async () => void (await writing?.catch(() => undefined)),
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
