import type { BigIntStats } from 'node:fs';
import { Rows } from './rows.ts';

/** What tells whether a file is still the one that was seen: it changes with every write, replacement and chmod. */
export interface FileStamp {
  readonly dev: bigint;
  readonly ino: bigint;
  /** Bytes. */
  readonly size: bigint;
  /** Nanoseconds since 1970. */
  readonly mtimeNs: bigint;
  /** Nanoseconds since 1970. */
  readonly ctimeNs: bigint;
}

export function stampOf(stat: BigIntStats): FileStamp {
  return { dev: stat.dev, ino: stat.ino, size: stat.size, mtimeNs: stat.mtimeNs, ctimeNs: stat.ctimeNs };
}

export function sameStamp(a: FileStamp, b: FileStamp): boolean {
  return a.ino === b.ino && a.ctimeNs === b.ctimeNs && a.mtimeNs === b.mtimeNs && a.size === b.size && a.dev === b.dev;
}

/** Many stamps in little space. */
export interface StampList {
  /** The result is the stamp's place. */
  add(stat: BigIntStats): number;
  at(place: number): FileStamp;
}

export function createStampList(): StampList {
  const rows = new Rows(5);
  return {
    add: ({ dev, ino, size, mtimeNs, ctimeNs }) => {
      const at = rows.add();
      const { words } = rows;
      words[at] = dev;
      words[at + 1] = ino;
      words[at + 2] = size;
      // Words wrap: times before 1970 come back as they were.
      words[at + 3] = mtimeNs;
      words[at + 4] = ctimeNs;
      return at;
    },
    at: (place) => {
      const { words } = rows;
      const word = (i: number): bigint => words[place + i] ?? 0n;
      return {
        dev: word(0),
        ino: word(1),
        size: word(2),
        mtimeNs: BigInt.asIntN(64, word(3)),
        ctimeNs: BigInt.asIntN(64, word(4)),
      };
    },
  };
}
