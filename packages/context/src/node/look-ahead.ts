import { setImmediate } from 'node:timers/promises';
import { startThreads, untilAborted } from '@strake/core';
import type { Folder } from './folder.ts';
import { look, type LookTask } from './look-task.ts';
import { LOOK_THREADS, lookThread } from './look-threads.ts';
import { STATUS_WORDS } from './status.ts';
import type { StatusList } from './status-list.ts';

/** Looks at folders, and at what they hold: at that of many in threads of its own, while others are still being listed. */
export interface LookAhead {
  /** Once the folder has all its leaves. */
  add(folder: Folder): void;
  /** When all that was added has been looked at. Throws the signal's reason. */
  done(signal?: AbortSignal): Promise<void>;
  /** Lets the threads end when they are done with what they have. */
  end(): void;
}

/** Names that a thread gets at once. */
const PORTION = 1024;
/** Portions that a thread has, so that it need not wait for the next. */
const AHEAD = 4;

/** A task, and where what it finds goes. */
interface Errand extends LookTask {
  readonly place: number;
}
type Portion = readonly Errand[];

/**
 * Threads start when there is enough for one: at once when `expected`, a number of names, is. `root` is absolute, and has no
 * slash at its end.
 */
export function createLookAhead(root: string, statuses: StatusList, expected: number): LookAhead {
  const waiting: Portion[] = [];
  const threads: Thread[] = [];
  const atRest = Promise.withResolvers<void>();
  let complete = false;
  let next: Errand[] = [];
  let names = 0;
  const rest = (): void => {
    if (complete && threads.every((thread) => thread.isIdle())) atRest.resolve();
  };
  const start = (): void => {
    const missing = LOOK_THREADS - threads.length;
    threads.push(...startThreads(missing, () => startThread(waiting, statuses, rest)));
  };
  const send = (): void => {
    waiting.push(next);
    next = [];
    names = 0;
    start();
    for (const thread of threads) thread.feed();
  };
  const lookHere = (portion: Portion): void => {
    for (const { place, ...task } of portion) statuses.setAll(place, look(task));
  };
  if (expected >= PORTION) start();
  return {
    add(folder) {
      folder.look();
      for (const { errand, size } of errandsFor(root, folder)) {
        next.push(errand);
        names += size;
        if (names >= PORTION) send();
      }
    },
    async done(signal) {
      lookHere(next);
      for (let portion = waiting.pop(); portion; portion = waiting.pop()) {
        lookHere(portion);
        // Threads that have found something get more to do.
        await setImmediate();
        signal?.throwIfAborted();
      }
      complete = true;
      rest();
      await untilAborted(atRest.promise, signal);
      for (const { lost } of threads) for (const portion of lost) lookHere(portion);
    },
    end() {
      for (const thread of threads) thread.end();
    },
  };
}

interface Thread {
  /** Gives it more to do. */
  feed(): void;
  /** Whether it has nothing to do, or is gone. */
  isIdle(): boolean;
  /** What it had when it went. */
  readonly lost: readonly Portion[];
  end(): void;
}

/** `rest` is called when the thread may have come to rest. */
function startThread(waiting: Portion[], statuses: StatusList, rest: () => void): Thread {
  const worker = lookThread();
  const portions: Portion[] = [];
  let isGone = false;
  const feed = (): void => {
    if (isGone) return;
    for (const portion of waiting.splice(0, AHEAD - portions.length)) {
      portions.push(portion);
      const tasks = portion.map(({ directory, names }): LookTask => ({ directory, names }));
      worker.postMessage(tasks, []);
    }
  };
  worker.on('message', (found: readonly BigUint64Array[]) => {
    for (const [i, { place }] of (portions.shift() ?? []).entries()) if (found[i]) statuses.setAll(place, found[i]);
    feed();
    rest();
  });
  const lose = (): void => {
    isGone = true;
    rest();
  };
  worker.on('error', lose);
  worker.on('exit', lose);
  return {
    feed,
    isIdle: () => isGone || portions.length === 0,
    lost: portions,
    end: () => worker.postMessage('close', []),
  };
}

/** None for names that are no text: those are looked at when somebody needs them. */
function* errandsFor(root: string, { path, leaves }: Folder): Generator<{ errand: Errand; size: number }> {
  const directory = path === '' ? root : `${root}/${path}`;
  if (!directory.isWellFormed()) return;
  for (let first = 0; first < leaves.names.length; first += PORTION) {
    const part = leaves.names.slice(first, first + PORTION);
    const names = part.join('/');
    const place = leaves.place + first * STATUS_WORDS;
    if (names.isWellFormed()) yield { errand: { directory, names, place }, size: part.length };
  }
}
