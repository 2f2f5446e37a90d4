import { lstatSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ifThere } from './disk-error.ts';
import { isGone, ownMark } from './process-mark.ts';

/** Names for files in the making. A name says whose it is, so that leftovers of the dead can be told from work. */
export interface Temporary {
  /** A path that nobody has used. */
  next(): string;
}

/** Age from which a file of a process that cannot be looked at counts as left behind. */
const FORGOTTEN_MS = 24 * 3600 * 1000;

export function createTemporary(directory: string): Temporary {
  const mark = ownMark();
  return { next: () => join(directory, `${mark}.${(serial += 1)}`) };
}

/** One series for all stores of this process: two of them may be open on one directory. */
let serial = 0;

/**
 * Removes what processes that are gone have left in the making, and nothing whose name begins with no mark. Of processes that
 * cannot be looked at, what has not changed for `forgotten` milliseconds; default a day.
 */
export function sweep(directory: string, forgotten: number = FORGOTTEN_MS): void {
  for (const name of ifThere(() => readdirSync(directory)) ?? []) {
    const mark = /^(\d+-\d+-\d+)\./.exec(name)?.[1];
    const path = join(directory, name);
    if (mark !== undefined && isLeftBehind(path, mark, forgotten)) rmSync(path, { force: true });
  }
}

/** Whether a file that the process of `mark` was making is nobody's any more. `forgotten` as in `sweep`. */
export function isLeftBehind(path: string, mark: string, forgotten: number = FORGOTTEN_MS): boolean {
  return isGone(mark) ?? isOlder(path, forgotten);
}

function isOlder(path: string, age: number): boolean {
  const stat = ifThere(() => lstatSync(path));
  return stat !== undefined && Date.now() - stat.mtimeMs > age;
}
