import { availableParallelism } from 'node:os';
import { answeringThreads, type Digest, moduleBeside } from '@strake/core';

/** Hashes a file while it is being written, from its beginning. */
export interface FollowThread extends Disposable {
  /** Says that the file's bytes up to `end` are there. */
  written(end: number): void;
  /** Of the whole file, of so many bytes, which is there by now; undefined where the thread could not read it. */
  digest(size: number): Promise<Digest | undefined>;
}

/** Bytes that are there before the thread hears of them: it sleeps meanwhile, and to wake it takes time. */
const STEP = 2 * 1024 * 1024;
const THREAD = moduleBeside('follow-thread-main', import.meta.url);

/** At a time: each takes a core. */
const start = answeringThreads<Digest>(Math.min(2, availableParallelism() - 1));

/** Undefined where no core or no thread is to spare. */
export function startFollowThread(path: string): FollowThread | undefined {
  const { Worker } = process.getBuiltinModule('node:worker_threads');
  const progress = new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT);
  const word = new BigInt64Array(progress);
  const resourceLimits = { maxYoungGenerationSizeMb: 2 };
  const workerData = { path, progress };
  const thread = start(() => new Worker(THREAD, { env: {}, execArgv: [], workerData, resourceLimits }));
  if (!thread) return undefined;
  let said = 0;
  const say = (value: bigint): void => {
    Atomics.store(word, 0, value);
    Atomics.notify(word, 0);
  };
  return {
    written(end) {
      if (end - said < STEP) return;
      said = end;
      say(BigInt(end) * 2n);
    },
    digest(size) {
      say(BigInt(size) * 2n + 1n);
      return thread.answer;
    },
    [Symbol.dispose]: () => thread[Symbol.dispose](),
  };
}
