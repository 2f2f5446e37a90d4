import { availableParallelism } from 'node:os';
import { moduleBeside, startThreads } from '@strake/core';
import type { PortionTask } from './portion.ts';

/** Reads portions, one after another. */
export interface PortionReader {
  read(task: PortionTask): void;
  /** Lets it end, once it has come to what it was given last. */
  end(): void;
}

/** Who asks for files and who writes what is made of them are busy, too. */
const THREADS = Math.min(2, availableParallelism() - 1);
const THREAD = moduleBeside('portion-thread-main', import.meta.url);

/** Gives readers; none where no core or no thread is to spare. All that are given at a time share the same threads. */
export type PortionThreads = () => readonly PortionReader[];

/** Threads live from the first readers that are given until the last of them have ended. */
export function createPortionThreads(): PortionThreads {
  let threads: readonly PortionReader[] = [];
  let users = 0;
  const release = (): void => {
    users -= 1;
    if (users === 0) for (const thread of threads) thread.end();
  };
  return () => {
    if (users === 0) threads = startThreads(THREADS, startThread);
    users += threads.length;
    return threads.map(({ read }) => ({ read, end: release }));
  };
}

function startThread(): PortionReader {
  const { Worker } = process.getBuiltinModule('node:worker_threads');
  const thread = new Worker(THREAD, { env: {}, execArgv: [], resourceLimits: { maxYoungGenerationSizeMb: 2 } });
  // What it does not read is read without it.
  thread.on('error', () => undefined);
  return {
    read: (task) => thread.postMessage(task, []),
    end: () => thread.postMessage('close', []),
  };
}
