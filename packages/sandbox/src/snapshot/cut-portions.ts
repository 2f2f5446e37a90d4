import type { CapturedEntry } from './capture.ts';
import { type Piece, PORTION, type Portion } from './portion.ts';

/** A file costs time however small it is: more of them are better shared. */
const MOST_FILES = 128;

/** The bytes of captured files in their order, cut for reading. */
export function* cutPortions(entries: Iterable<CapturedEntry>): Generator<Portion, undefined> {
  let portion: Piece[] = [];
  let room = PORTION;
  for (const { entry, host } of entries) {
    if (host === undefined || entry.type !== 'file') continue;
    for (let left = entry.size; left > 0; ) {
      // What fits into one is not cut.
      const isFull = room === 0 || portion.length === MOST_FILES;
      if (isFull || (left > room && entry.size <= PORTION)) {
        yield portion;
        portion = [];
        room = PORTION;
      }
      const length = Math.min(left, room);
      portion.push({ host, length, isFirst: left === entry.size, isLast: left === length });
      left -= length;
      room -= length;
    }
  }
  if (portion.length > 0) yield portion;
  return undefined;
}
