import { availableParallelism } from 'node:os';
import { abortReason } from '@strake/core';
import type { Indexer } from '../indexer.ts';
import { type IndexThread, startIndexThread } from './index-thread.ts';

/** More layers than this at a time only share the network and the disk. */
const MOST = 4;

/** Indexes in threads, which live as long as there is something to do for them. */
export function createIndexThreads(most: number = Math.min(MOST, availableParallelism())): Indexer {
  /** Those who wait take the thread that is free, or room for one. */
  const waiting: ((thread?: IndexThread) => void)[] = [];
  let running = 0;

  const leave = (thread: IndexThread, isFree: boolean): void => {
    const next = waiting.shift();
    if (next && isFree) return next(thread);
    thread.end();
    if (next) next();
    else running -= 1;
  };
  const enter = async (signal: AbortSignal | undefined): Promise<IndexThread> => {
    signal?.throwIfAborted();
    if (running < most) {
      running += 1;
      return startIndexThread();
    }
    const { promise, resolve, reject } = Promise.withResolvers<IndexThread | undefined>();
    const stop = (): void => {
      waiting.splice(waiting.indexOf(resolve), 1);
      reject(signal && abortReason(signal));
    };
    waiting.push(resolve);
    signal?.addEventListener('abort', stop, { once: true });
    try {
      return (await promise) ?? startIndexThread();
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  };
  return {
    async open(request, signal) {
      const thread = await enter(signal);
      return thread.open(request, (isFree) => leave(thread, isFree));
    },
  };
}
