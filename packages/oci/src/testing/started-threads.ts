import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { onTestFinished } from 'vitest';

/** Threads of this process that are started from now on until the test is over. */
export interface StartedThreads {
  /** How many, once those that have just been started are known. */
  count(): Promise<number>;
  /** Waits until all of them have ended. */
  ended(): Promise<void>;
}

export function startedThreads(): StartedThreads {
  const started: Worker[] = [];
  const add = (thread: Worker): void => void started.push(thread);
  process.on('worker', add);
  onTestFinished(() => void process.off('worker', add));
  return {
    async count() {
      await setImmediate();
      return started.length;
    },
    async ended() {
      for (const thread of started) if (thread.threadId !== -1) await once(thread, 'exit');
    },
  };
}
