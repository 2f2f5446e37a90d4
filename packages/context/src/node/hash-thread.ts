import { availableParallelism } from 'node:os';
import { answeringThreads, type Digest, moduleBeside, type ThreadAnswer } from '@strake/core';
import type { SeenFile } from './read-file.ts';

const THREAD = moduleBeside('hash-thread-main', import.meta.url);

/** At a time: each takes a core. */
const start = answeringThreads<Digest>(Math.min(2, availableParallelism() - 1));

/** Has a file read and hashed. Undefined where no core or no thread is to spare. */
export function startHashThread(file: SeenFile): ThreadAnswer<Digest> | undefined {
  const { Worker } = process.getBuiltinModule('node:worker_threads');
  const resourceLimits = { maxYoungGenerationSizeMb: 2 };
  return start(() => new Worker(THREAD, { env: {}, execArgv: [], workerData: file, resourceLimits }));
}
