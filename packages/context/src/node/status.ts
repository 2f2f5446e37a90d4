import type { BigIntStats } from 'node:fs';

/** What is kept of a file's status. */
export type Status = Pick<BigIntStats, 'dev' | 'ino' | 'size' | 'mtimeNs' | 'ctimeNs' | 'mode' | 'nlink' | 'rdev'>;

/** Words of 8 bytes in a row that holds one status. A row of zeros says that nobody has looked yet. */
export const STATUS_WORDS = 8;

const MODE = 5;
/** In the place of a mode, when nothing is there. Modes say a type, and so are larger. */
const GONE = 1n;

export function writeStatus(words: BigUint64Array, at: number, status: Status | undefined): void {
  if (!status) {
    words[at + MODE] = GONE;
    return;
  }
  words[at] = status.dev;
  words[at + 1] = status.ino;
  words[at + 2] = status.size;
  // Words wrap: times before 1970 come back as they were.
  words[at + 3] = status.mtimeNs;
  words[at + 4] = status.ctimeNs;
  words[at + MODE] = status.mode;
  words[at + 6] = status.nlink;
  words[at + 7] = status.rdev;
}

/** The status in a row; `gone` when nothing is there, undefined when nobody has looked. */
export function readStatus(words: BigUint64Array, at: number): Status | 'gone' | undefined {
  const word = (i: number): bigint => words[at + i] ?? 0n;
  const mode = word(MODE);
  if (mode === 0n) return undefined;
  if (mode === GONE) return 'gone';
  return {
    dev: word(0),
    ino: word(1),
    size: word(2),
    mtimeNs: BigInt.asIntN(64, word(3)),
    ctimeNs: BigInt.asIntN(64, word(4)),
    mode,
    nlink: word(6),
    rdev: word(7),
  };
}
