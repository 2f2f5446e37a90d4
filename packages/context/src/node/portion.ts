import { Buffer } from 'node:buffer';

/** Files that a thread reads at a time, at most. */
export const PORTION_FILES = 128;
/** Bytes that they have together, at most. */
export const PORTION_BYTES: number = 512 * 1024;

/** To a thread: files to read into memory that both sides see. */
export interface PortionTask {
  /** Of the context; absolute, without a slash at its end. */
  readonly root: string;
  /** With NULs between them: one text passes between threads faster than many. */
  readonly paths: string;
  /** Rows of the files as the walk saw them. */
  readonly statuses: BigUint64Array;
  readonly memory: SharedArrayBuffer;
  /** Of the portions that use the same memory: what is of another has been given up. */
  readonly serial: number;
}

const WORDS = 2;
const AT = WORDS * Int32Array.BYTES_PER_ELEMENT;
const DIGESTS = AT + Float64Array.BYTES_PER_ELEMENT;
const SHA256 = 32;
const VERDICTS = DIGESTS + PORTION_FILES * SHA256;
const BYTES = VERDICTS + PORTION_FILES;
const STATE = 0;
const DONE = 1;

/** A portion's memory: who reads it, how far that is, and what was read. */
export interface PortionMemory {
  readonly shared: SharedArrayBuffer;
  /** For the files of the portion `serial`. They are read by nobody yet. */
  reset(serial: number): void;
  /** Makes the files those of whoever calls; false where they are somebody's. */
  claim(serial: number): boolean;
  /** Says that one more file has been read, or could not be. */
  advance(): void;
  /** Files that have been read or could not be. */
  count(): number;
  /** Blocks until there are others than `count`, for at most as many milliseconds: false when nothing came. */
  wait(count: number, milliseconds: number): boolean;
  /** Milliseconds since 1970, before the first file was read. */
  readonly began: Float64Array;
  /** By position of the file: 1 when it is what the walk saw. */
  readonly verdicts: Uint8Array;
  digest(position: number): Buffer;
  /** The files' bytes, one behind another. */
  readonly bytes: Buffer;
}

export function portionMemory(shared: SharedArrayBuffer = new SharedArrayBuffer(BYTES + PORTION_BYTES)): PortionMemory {
  const words = new Int32Array(shared, 0, WORDS);
  return {
    shared,
    reset(serial) {
      Atomics.store(words, DONE, 0);
      Atomics.store(words, STATE, serial);
    },
    // Serial numbers are above zero.
    claim: (serial) => Atomics.compareExchange(words, STATE, serial, 0) === serial,
    advance() {
      Atomics.add(words, DONE, 1);
      Atomics.notify(words, DONE);
    },
    count: () => Atomics.load(words, DONE),
    wait: (count, milliseconds) => Atomics.wait(words, DONE, count, milliseconds) !== 'timed-out',
    began: new Float64Array(shared, AT, 1),
    verdicts: new Uint8Array(shared, VERDICTS, PORTION_FILES),
    digest: (position) => Buffer.from(shared, DIGESTS + position * SHA256, SHA256),
    bytes: Buffer.from(shared, BYTES),
  };
}
