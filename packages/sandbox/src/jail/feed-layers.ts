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
 * else they are fed by the session's owner, through fifos in `directory`. `given`: where contents lie that the
 * owner has given; absent where tasks make no use of any.
 */
export function createLayerFeeds(
  owner: Peer<JailProtocol, OwnerProtocol>,
  directory: string,
  given?: Map<Digest, string>,
): WithLayer {
  let serial = 0;
  const doneAtOnce = async (diffId: Digest, task: LayerTask, signal: AbortSignal): Promise<boolean> => {
    const contents = given?.get(diffId);
    given?.delete(diffId);
    try {
      return (await task({ diffId, ...(contents !== undefined && { contents }) }, signal)).found;
    } finally {
      if (contents !== undefined) remove(contents);
    }
  };
  const doneWhenFetched = async (diffId: Digest, task: LayerTask, signal: AbortSignal): Promise<boolean> => {
    const contents = join(directory, `contents-${serial++}`);
    try {
      if (given) mkdirSync(contents, { mode: 0o700 });
      const params = { diffId, ...(given && { contents }) };
      const { hasContents } = await owner.call('fetch', params, { signal });
      if (!hasContents) remove(contents);
      return (await task({ diffId, ...(hasContents && { contents }) }, signal)).found;
    } finally {
      remove(contents);
    }
  };
  return async (diffId, task, signal) => {
    if (await doneAtOnce(diffId, task, signal)) return;
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

function remove(directory: string): void {
  rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
}
