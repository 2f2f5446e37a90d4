import { mkdirSync, readdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hexOf } from '@strake/core';
import type { Services } from '@strake/executor';
import { isGone, ownMark } from '@strake/oci/node';

/** Milliseconds between looks whether another build is done. */
const POLL = 50;

type TakeTurn = NonNullable<Services['turn']>;
type StepTurn = Awaited<ReturnType<TakeTurn>>;

/**
 * Steps that builds on one store are at, in any process: links in `directory`, named by the key of the step, to the mark of
 * the process. What a killed process held is free; nobody waits for one that cannot be seen from here.
 */
export function stepTurns(directory: string, note: (message: string) => void): TakeTurn {
  return async (key, label, signal) => {
    const path = join(directory, hexOf(key));
    let waited = false;
    const turn = (end: () => void): StepTurn => ({ waited, [Symbol.dispose]: end });
    try {
      sweep(directory);
      for (;;) {
        signal.throwIfAborted();
        const holder = tryTake(path);
        if (holder === undefined) return turn(() => rmSync(path, { force: true }));
        if (holder !== '') {
          if (isGone(holder) !== false) return turn(() => {});
          if (!waited)
            note(`${label}: another build (process ${Number.parseInt(holder, 10)}) is at it, and is waited for`);
        }
        waited = true;
        await sleep(POLL, undefined, { signal }).catch(() => undefined);
      }
    } catch (error) {
      signal.throwIfAborted();
      if (codeOf(error) === undefined) throw error;
      // A step that runs twice is no reason not to run it: whether there is no room is said by who needs it.
      return turn(() => {});
    }
  };
}

/** The mark of who has it; undefined when it is ours now. A link is there with what it says, or not at all. */
function tryTake(path: string): string | undefined {
  try {
    symlinkSync(ownMark(), path);
    return undefined;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    return markAt(path);
  }
}

/** Of one that has just been given back: nobody's. */
function markAt(path: string): string {
  try {
    return readlinkSync(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    return '';
  }
}

/** Frees what the dead held. */
function sweep(directory: string): void {
  try {
    mkdirSync(directory, { mode: 0o700 });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
  for (const name of readdirSync(directory)) {
    const path = join(directory, name);
    if (isGone(markAt(path))) rmSync(path, { force: true });
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
