import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Digest } from '@strake/core';
import { layerMissing } from '../snapshot/trees.ts';
import { makeFifo } from '../syscalls/file.ts';
import type { Peer } from './peer.ts';
import type { JailProtocol, OwnerProtocol } from './protocol.ts';

/** A layer of the store, or of the feed. */
export interface LayerPlace {
  readonly diffId: Digest;
  readonly feed?: string;
  /** Where the bytes of its files lie already, as `Layer.fetch` leaves them. The files there may be taken. */
  readonly contents?: string;
}

/** What a worker does with a layer. Not found: nothing was done. */
export type LayerTask = (place: LayerPlace, signal: AbortSignal) => Promise<{ readonly found: boolean }>;

/** Does a task with a layer, wherever that comes from. Throws `LAYER_INVALID` when it is nowhere to be had. */
export type WithLayer = (diffId: Digest, task: LayerTask, signal: AbortSignal) => Promise<void>;

/**
 * Layers come from the store where they are there or can be brought there, for then several workers are at work at a time;
 * else they are fed by the session's owner, through fifos in `directory`. `takesContents`: tasks make use of `contents`.
 */
export function createLayerFeeds(
  owner: Peer<JailProtocol, OwnerProtocol>,
  directory: string,
  { takesContents = false }: { readonly takesContents?: boolean } = {},
): WithLayer {
  let serial = 0;
  const doneWhenFetched = async (diffId: Digest, task: LayerTask, signal: AbortSignal): Promise<boolean> => {
    const contents = join(directory, `contents-${serial++}`);
    const remove = (): void => rmSync(contents, { recursive: true, force: true, maxRetries: 3 });
    try {
      if (takesContents) mkdirSync(contents, { mode: 0o700 });
      const params = { diffId, ...(takesContents && { contents }) };
      const { hasContents } = await owner.call('fetch', params, { signal });
      if (!hasContents) remove();
      return (await task({ diffId, ...(hasContents && { contents }) }, signal)).found;
    } finally {
      remove();
    }
  };
  return async (diffId, task, signal) => {
    if ((await task({ diffId }, signal)).found) return;
    if (await doneWhenFetched(diffId, task, signal)) return;
    const feed = join(directory, `feed-${serial++}`);
    makeFifo(feed);
    const stop = new AbortController();
    const ended = AbortSignal.any([signal, stop.signal]);
    const work = [
      owner.call('feed', { diffId, path: feed }, { signal: ended }),
      task({ diffId, feed }, ended),
    ] as const;
    try {
      const [, { found }] = await Promise.all(work);
      if (!found) throw layerMissing(diffId);
    } finally {
      // The one that goes on would wait for the other at the fifo.
      stop.abort();
      await Promise.allSettled(work);
      rmSync(feed, { force: true });
    }
  };
}
