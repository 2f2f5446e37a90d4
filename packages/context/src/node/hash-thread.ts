import { availableParallelism } from 'node:os';
import { type Digest, moduleBeside, startThreads } from '@strake/core';
import type { SeenFile } from './read-file.ts';

/** Reads and hashes a file. */
export interface HashThread extends Disposable {
  /** Undefined where the file could not be read: whoever tries that again learns why. */
  readonly digest: Promise<Digest | undefined>;
}

/** At a time: each takes a core. */
const MOST = Math.min(2, availableParallelism() - 1);
const THREAD = moduleBeside('hash-thread-main', import.meta.url);

let running = 0;

/** Undefined where no core or no thread is to spare. */
export function startHashThread(file: SeenFile): HashThread | undefined {
  if (running >= MOST) return undefined;
  const { Worker } = process.getBuiltinModule('node:worker_threads');
  const resourceLimits = { maxYoungGenerationSizeMb: 2 };
  const options = { env: {}, execArgv: [], workerData: file, resourceLimits };
  const [thread] = startThreads(1, () => new Worker(THREAD, options));
  if (!thread) return undefined;
  running += 1;
  const { promise, resolve } = Promise.withResolvers<Digest | undefined>();
  thread.on('message', resolve).on('error', () => resolve(undefined));
  thread.on('exit', () => {
    running -= 1;
    resolve(undefined);
  });
  return { digest: promise, [Symbol.dispose]: () => void thread.terminate() };
}
