import { availableParallelism } from 'node:os';
import type { Worker } from 'node:worker_threads';
import { moduleBeside, startThreads } from '@strake/core';

/** More threads wait for each other in the kernel. */
const MOST_THREADS = 3;

const THREAD = moduleBeside('look-thread-main', import.meta.url);

/** Threads that look at names for one context. */
export const LOOK_THREADS: number = Math.min(MOST_THREADS, availableParallelism() - 1);

/** Started before anybody wanted them. */
const ahead = new Set<Worker>();

/**
 * Starts the threads that look at the next large context, as long as a program has yet to load its own code. They keep the
 * process from nothing until they are wanted.
 */
export function startLookThreadsAhead(): void {
  for (const thread of startThreads(LOOK_THREADS - ahead.size, startThread)) {
    thread.on('error', () => undefined);
    thread.on('exit', () => ahead.delete(thread));
    thread.unref();
    ahead.add(thread);
  }
}

/** One that was started ahead, or a new one. */
export function lookThread(): Worker {
  const [thread] = ahead;
  if (!thread) return startThread();
  ahead.delete(thread);
  thread.ref();
  return thread;
}

/** Loads what makes threads only here: it takes 3 ms, of builds that need none, too. */
function startThread(): Worker {
  const { Worker: Thread } = process.getBuiltinModule('node:worker_threads');
  return new Thread(THREAD, { env: {}, execArgv: [], resourceLimits: { maxYoungGenerationSizeMb: 8 } });
}
