import { Worker } from 'node:worker_threads';
import { moduleBeside } from '@strake/core';
import { SandboxError } from '../../error.ts';
import type { FromStarter, StarterData, ToStarter } from './filtered-starts.ts';
import type { Fate, StartChild } from './runtime-child.ts';

/** Starts programs that cannot but have a filter. */
export interface FilteringStarter {
  /** Until `ready`, it waits for that. */
  readonly start: StartChild;
  /** Resolves when a start takes no longer than any other. */
  readonly ready: Promise<void>;
  /** What it has started runs on. */
  end(): void;
}

interface Started {
  readonly end: PromiseWithResolvers<number>;
  fate: Fate | undefined;
}

/** Megabytes of its youngest objects. */
const LIMITS = { maxYoungGenerationSizeMb: 1 };
/** Milliseconds for a start; it takes two, and some more where the thread has just been started. */
const PATIENCE = 30_000;

/**
 * A thread of its own: a filter binds the thread that installs it for good, and what that starts. Programs get no input.
 * This thread stands still while one is started. Until it executes its program, a new process has all descriptors that are
 * open: who closed one meanwhile would not have closed it (a written script is busy, a watched file still reports).
 */
export function createFilteringStarter(filter: Uint8Array): FilteringStarter {
  const starts = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const thread = startThread({ filter, starts });
  const send = (message: ToStarter): void => thread.postMessage(message, []);
  const children = new Map<number, Started>();
  const ready = Promise.withResolvers<void>();
  let lost: Error | undefined;
  const lose = (error: Error): void => {
    lost ??= error;
    ready.resolve();
    for (const child of children.values()) fail(child, lost);
    children.clear();
  };
  const order = (message: ToStarter): void => {
    const done = Atomics.load(starts, 0);
    send(message);
    // A thread that has ended says why when this one goes on.
    if (done >= 0 && Atomics.wait(starts, 0, done, PATIENCE) === 'timed-out') {
      lose(new Error('the thread that starts it does not answer'));
    }
  };
  thread.on('message', (message: FromStarter) => {
    if (message.kind === 'ready') return ready.resolve();
    const child = children.get(message.id);
    children.delete(message.id);
    if (child) conclude(child, message);
  });
  thread.on('error', lose);
  thread.on('exit', () => lose(new Error('the thread that starts it has ended')));
  let serial = 0;
  return {
    start(start) {
      const id = serial++;
      const child: Started = { end: Promise.withResolvers(), fate: undefined };
      children.set(id, child);
      if (lost) lose(lost);
      else order({ kind: 'start', id, start });
      return { ended: child.end.promise, fate: () => child.fate, kill: () => send({ kind: 'kill', id }) };
    },
    ready: ready.promise,
    end: () => send({ kind: 'close' }),
  };
}

function startThread(workerData: StarterData): Worker {
  const thread = new Worker(moduleBeside('starter-thread-main', import.meta.url), {
    workerData,
    env: {},
    execArgv: [],
    resourceLimits: LIMITS,
  });
  thread.unref();
  return thread;
}

function conclude(child: Started, message: Exclude<FromStarter, { kind: 'ready' }>): void {
  if (message.kind === 'failed') return fail(child, new Error(message.message));
  child.fate = message.fate;
  child.end.resolve(message.code);
}

function fail(child: Started, cause: Error): void {
  child.fate = 'exit';
  child.end.reject(new SandboxError('RUN_FAILED', cause.message, { cause }));
}
