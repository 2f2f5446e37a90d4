import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { onTestFinished } from 'vitest';

/** Threads of this process that are started from now on until the test is over. */
export interface StartedThreads {
  /** How many, once those that have just been started are known. */
  count(): Promise<number>;
  /** How many there have been at a time, at most. */
  most(): number;
  /** Waits until all of them have ended. */
  ended(): Promise<void>;
}

export function startedThreads(): StartedThreads {
  const started: Worker[] = [];
  let [alive, most] = [0, 0];
  const add = (thread: Worker): void => {
    started.push(thread);
    alive += 1;
    most = Math.max(most, alive);
    thread.once('exit', () => (alive -= 1));
  };
  process.on('worker', add);
  onTestFinished(() => void process.off('worker', add));
  return {
    async count() {
      await setImmediate();
      return started.length;
    },
    most: () => most,
    async ended() {
      for (const thread of started) if (thread.threadId !== -1) await once(thread, 'exit');
    },
  };
}
