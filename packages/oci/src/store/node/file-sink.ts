import { write, writeSync } from 'node:fs';
import { promisify } from 'node:util';

const writeAsync = promisify(write);

/** Bytes to which small chunks are joined: writes cost by their number. */
const JOINED = 256 * 1024;

/** Writes chunks to an open file, one after another. A chunk may be changed once `write` has ended. */
export interface FileSink {
  write(chunk: Uint8Array): Promise<void>;
  /** Writes what is left. */
  end(): Promise<void>;
  /** Ends when nothing is being written, well or not. */
  rest(): Promise<void>;
}

/** With `direct`, large chunks are written at once, in this thread. */
export function createFileSink(file: number, direct = false): FileSink {
  let memory = new Uint8Array();
  let other = new Uint8Array();
  let filled = 0;
  let writing: Promise<void> | undefined;

  /** Begins to write what has been joined; the next chunks are joined meanwhile. */
  const flush = async (): Promise<void> => {
    await writing;
    if (filled === 0) return;
    writing = writeWhole(file, memory.subarray(0, filled));
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
      if (chunk.byteLength < JOINED / 4) return join(chunk);
      if (filled > 0 || writing) await end();
      if (direct) writeWholeSync(file, chunk);
      else await writeWhole(file, chunk);
    },
    end,
    rest: async () => void (await writing?.catch(() => undefined)),
  };
}

async function writeWhole(file: number, chunk: Uint8Array): Promise<void> {
  for (let at = 0; at < chunk.byteLength; ) at += (await writeAsync(file, chunk, at)).bytesWritten;
}

/** The whole chunk: a write may take less of it. */
export function writeWholeSync(file: number, chunk: Uint8Array): void {
  for (let at = 0; at < chunk.byteLength; ) at += writeSync(file, chunk, at);
}
