import { availableParallelism } from 'node:os';
import { startThreads, untilAborted } from '@strake/core';
import { decodeIndexBlob } from '../index-codec.ts';
import type { Indexer, LayerSink } from '../indexer.ts';
import { decodeListingBlob } from '../listing-codec.ts';
import type { Made, Work } from './index-messages.ts';
import { type IndexThread, startIndexThread } from './index-thread.ts';

export interface IndexThreadsOptions {
  /** Layers at a time; default: one per core, at most 4. More only share the network and the disk. */
  readonly layers?: number;
}

/** Indexes in threads, one for each layer, which live as long as there is something to do for them. */
export function createIndexThreads(options: IndexThreadsOptions = {}): Indexer {
  const { layers = Math.min(4, availableParallelism()) } = options;
  const threads = new Set<IndexThread>();
  const waiting = new Set<() => void>();
  let open = 0;

  const enter = async (signal: AbortSignal | undefined): Promise<void> => {
    signal?.throwIfAborted();
    if (open < layers) {
      open += 1;
      return;
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    waiting.add(resolve);
    try {
      await untilAborted(promise, signal);
    } catch (error) {
      waiting.delete(resolve);
      throw error;
    }
  };
  /** Who comes next takes the place. */
  const leave = (thread?: IndexThread): void => {
    const [next] = waiting;
    if (next) waiting.delete(next);
    else open -= 1;
    if (thread && (thread.isGone || (!next && thread.load === 0))) {
      threads.delete(thread);
      thread.end();
    }
    next?.();
  };
  const idleThread = (): IndexThread | undefined => {
    for (const thread of threads) if (thread.load === 0) return thread;
    const [thread] = startThreads(1, startIndexThread);
    if (thread) threads.add(thread);
    return thread;
  };
  const start = async <T>(
    work: Work,
    read: (made: Made) => T,
    signal: AbortSignal | undefined,
  ): Promise<LayerSink<T> | undefined> => {
    await enter(signal);
    try {
      const thread = idleThread();
      if (thread) return thread.open(work, read, () => leave(thread));
      leave();
      return undefined;
    } catch (error) {
      leave();
      throw error;
    }
  };
  return {
    open: (request, signal) =>
      start({ make: 'index', request }, (made) => ({ ...made, index: decodeIndexBlob(made.blob) }), signal),
    list: (request, signal) =>
      start({ make: 'listing', request }, ({ blob }) => ({ listing: decodeListingBlob(blob), blob }), signal),
  };
}
