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

/** Turns that this process has taken. */
let taken = 0;

/**
 * Steps that builds on one store are at, in any process: links in `directory`, named by the key of the step, to the mark of
 * the process and the number of the turn. What a killed process held is free; nobody waits for one that cannot be seen from
 * here, nor for a second one: where the first has left no result, a step that fails would be run by one after another.
 */
export function stepTurns(directory: string, note: (message: string) => void): TakeTurn {
  return async (key, label, signal) => {
    const path = join(directory, hexOf(key));
    let waited = false;
    let first: string | undefined;
    const turn = (end: () => void): StepTurn => ({ waited, [Symbol.dispose]: end });
    try {
      sweep(directory);
      for (;;) {
        signal.throwIfAborted();
        const own = `${ownMark()}.${taken++}`;
        const holder = tryTake(path, own);
        if (holder === undefined) return turn(() => giveBack(path, own));
        if (holder !== '') {
          if (isGone(markOf(holder)) !== false || holder !== (first ??= holder)) return turn(() => {});
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

/** The turn of who has it; undefined when it is `own` now. A link is there with what it says, or not at all. */
function tryTake(path: string, own: string): string | undefined {
  try {
    symlinkSync(own, path);
    return undefined;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    return turnAt(path);
  }
}

/** Somebody else may have it since. */
function giveBack(path: string, own: string): void {
  if (turnAt(path) === own) rmSync(path, { force: true });
}

function markOf(turn: string): string {
  return turn.replace(/\.\d+$/, '');
}

/** Of one that has just been given back: nobody's. */
function turnAt(path: string): string {
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
    if (isGone(markOf(turnAt(path)))) rmSync(path, { force: true });
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
