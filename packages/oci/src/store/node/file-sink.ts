import { ftruncate, write, writeSync } from 'node:fs';
import { promisify } from 'node:util';

const writeAsync = promisify(write);
const truncateAsync = promisify(ftruncate);

/**
 * Bytes to which chunks are joined: writes cost by their number, and wait for other work of the same threads. Four times as
 * many at once take the kernel two to four times as long: for such writes it looks for memory in large pieces.
 */
const JOINED = 256 * 1024;
/** Writes of joined bytes that are under way at most: whoever makes the bytes is busy while they go on. */
const UNDER_WAY = 3;

/** Writes chunks to an open file, one behind another. A chunk may be changed once `write` has ended, unless `ahead` is given. */
export interface FileSink {
  /** Throws what has failed by then, with this chunk or one before it. */
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
  /** Whether the file has nothing in it: long runs of zeros may stay holes, as those of sparse files. Default false. */
  readonly isNew?: boolean;
  /** Hears up to where bytes have been written, all that are before them as well. */
  readonly onWritten?: (end: number) => void;
}

export function createFileSink(file: number, { ahead = 0, ...options }: FileSinkOptions = {}): FileSink {
  const writes = createWrites(file, options);
  /** Memory for joined bytes, used by turns: a write has ended when its turn comes again. */
  const memories: Uint8Array[] = [];
  let turn = 0;
  let filled = 0;
  const flush = (): void => {
    const memory = memories[turn];
    if (!memory || filled === 0) return;
    writes.begin(memory.subarray(0, filled));
    turn = (turn + 1) % UNDER_WAY;
    filled = 0;
  };
  const join = async (chunk: Uint8Array): Promise<void> => {
    for (let at = 0; at < chunk.byteLength; ) {
      if (filled === 0) await writes.untilAtMost(UNDER_WAY - 1);
      const memory = (memories[turn] ??= new Uint8Array(JOINED));
      const part = chunk.subarray(at, at + JOINED - filled);
      memory.set(part, filled);
      filled += part.byteLength;
      at += part.byteLength;
      if (filled === JOINED) flush();
    }
  };
  return {
    write: async (chunk) => {
      if (ahead === 0) return join(chunk);
      writes.begin(chunk);
      await writes.untilAtMost(ahead);
    },
    end: async () => {
      flush();
      await writes.end();
    },
    rest: () => writes.rest(),
  };
}

/** Chunks that are being written, one behind another. */
interface Writes {
  /** Begins to write a chunk, whose memory stays as it is while it is under way. */
  begin(chunk: Uint8Array): void;
  /** Waits until none but the last `count` chunks are under way. Throws what has failed with one before those. */
  untilAtMost(count: number): Promise<void>;
  /** As of `FileSink`. */
  end(): Promise<void>;
  rest(): Promise<void>;
}

function createWrites(
  file: number,
  { position = 0, isNew = false, onWritten }: Omit<FileSinkOptions, 'ahead'>,
): Writes {
  let next = position;
  /** End of what is written or being written: the file is no longer yet. */
  let end = position;
  /** The oldest first. */
  const writing: Promise<number | undefined>[] = [];
  const untilAtMost = async (count: number): Promise<void> => {
    while (writing.length > count) {
      const written = await writing[0];
      void writing.shift();
      if (written !== undefined) onWritten?.(written);
    }
  };
  return {
    begin(chunk) {
      const start = next;
      next += chunk.byteLength;
      // What stays a hole counts, too: by how many chunks have come since tells whoever waits whose memory is free.
      if (isNew && isZero(chunk)) return void writing.push(Promise.resolve(undefined));
      end = next;
      const written = writeWhole(file, chunk, start);
      written.catch(() => undefined);
      writing.push(written);
    },
    untilAtMost,
    async end() {
      await untilAtMost(0);
      if (end < next) await truncateAsync(file, next);
    },
    rest: async () => void (await Promise.allSettled(writing)),
  };
}

const ZEROS = Buffer.alloc(JOINED);

/** Whether a whole piece of joined bytes is zeros. */
function isZero(chunk: Uint8Array): boolean {
  return chunk[0] === 0 && chunk.byteLength === JOINED && ZEROS.equals(chunk);
}

/** The result is where the chunk ends in the file. */
async function writeWhole(file: number, chunk: Uint8Array, position: number): Promise<number> {
  const { byteLength } = chunk;
  for (let at = 0; at < byteLength; )
    at += (await writeAsync(file, chunk, at, byteLength - at, position + at)).bytesWritten;
  return position + byteLength;
}

/** The whole chunk: a write may take less of it. */
export function writeWholeSync(file: number, chunk: Uint8Array, position: number): void {
  const { byteLength } = chunk;
  for (let at = 0; at < byteLength; ) at += writeSync(file, chunk, at, byteLength - at, position + at);
}
