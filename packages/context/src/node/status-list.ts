import { Rows } from './rows.ts';
import { readStatus, type Status, STATUS_WORDS, writeStatus } from './status.ts';

/** Statuses of many files in little space. */
export interface StatusList {
  /** Makes room for `count` that are not known yet. The result is the place of the first; the next is `STATUS_WORDS` on. */
  reserve(count: number): number;
  /** Undefined: nothing is there. */
  set(place: number, status: Status | undefined): void;
  /** Sets as many as `words` has rows. */
  setAll(place: number, words: BigUint64Array): void;
  at(place: number): Status | 'gone' | undefined;
  /** The rows of `count`; not to be kept. */
  rows(place: number, count: number): BigUint64Array;
}

export function createStatusList(): StatusList {
  const list = new Rows(STATUS_WORDS);
  return {
    reserve: (count) => list.add(count),
    set: (place, status) => writeStatus(list.words, place, status),
    setAll: (place, words) => list.words.set(words, place),
    at: (place) => readStatus(list.words, place),
    rows: (place, count) => list.words.subarray(place, place + count * STATUS_WORDS),
  };
}
