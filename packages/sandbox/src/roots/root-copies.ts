import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Digest } from '@strake/core';
import type { WorkerPool } from '../jail/worker-pool.ts';
import { openFreshTrees } from '../snapshot/fresh-trees.ts';
import { placeTree, removeTree } from '../snapshot/place-tree.ts';
import { type HeldRoot, openRootShelf } from './root-shelf.ts';

/** Lays a layer over a root file system. */
export type Apply = (diffId: Digest, target: string, signal: AbortSignal) => Promise<void>;

/** Root file systems of stacks of layers, each a whole copy: for where nothing can be mounted. */
export interface RootCopies {
  /** The one of the layers `diffIds`, bottom first. */
  hold(diffIds: readonly Digest[], signal: AbortSignal): Promise<HeldRoot>;
  /** Takes a directory for the root of `diffIds`. */
  adopt(diffIds: readonly Digest[], directory: string): void;
}

export interface RootCopiesOptions {
  /** For roots of base images: they stay. */
  readonly lasting: string;
  /** For others: of this session alone, exists. */
  readonly passing: string;
  readonly session: string;
  readonly workers: WorkerPool;
  readonly apply: Apply;
}

export function openRootCopies(options: RootCopiesOptions): RootCopies {
  const { lasting, passing, session, workers, apply } = options;
  mkdirSync(lasting, { recursive: true, mode: 0o700 });
  const fresh = openFreshTrees(lasting);
  const shelf = openRootShelf(lasting, passing);
  const making = new Map<string, Promise<string>>();
  let serial = 0;

  const make = async (diffIds: readonly Digest[], signal: AbortSignal): Promise<string> => {
    const count = prefixOf(diffIds, (ids) => shelf.has(keyOf(ids)));
    const from = count === 0 ? undefined : shelf.hold(keyOf(diffIds.slice(0, count)));
    const target = join(lasting, `${keyOf(diffIds)}.${session}.${serial++}`);
    try {
      await workers.run('copy', { from: from?.path ?? '', to: target }, signal);
      for (const diffId of diffIds.slice(count)) await apply(diffId, target, signal);
      const name = keyOf(diffIds);
      if (count === 0) fresh.mark(name);
      const final = join(count === 0 ? lasting : passing, name);
      placeTree(target, final);
      return final;
    } catch (error) {
      removeTree(target);
      throw error;
    } finally {
      from?.release();
    }
  };
  return {
    async hold(diffIds, signal) {
      const key = keyOf(diffIds);
      for (;;) {
        const found = shelf.hold(key);
        if (found !== undefined) return found;
        const running = making.get(key);
        if (running === undefined) {
          const started = make(diffIds, signal).finally(() => making.delete(key));
          making.set(key, started);
          await started;
        } else await running.catch(() => {});
        signal.throwIfAborted();
      }
    },
    adopt(diffIds, directory) {
      const key = keyOf(diffIds);
      if (shelf.has(key)) return removeTree(directory);
      placeTree(directory, join(passing, key));
      shelf.hold(key)?.release();
    },
  };
}

/** How many of the layers, from the bottom on, are there as one root. */
function prefixOf(diffIds: readonly Digest[], has: (diffIds: readonly Digest[]) => boolean): number {
  let count = diffIds.length - 1;
  while (count > 0 && !has(diffIds.slice(0, count))) count -= 1;
  return Math.max(0, count);
}

function keyOf(diffIds: readonly Digest[]): string {
  return createHash('sha256').update(diffIds.join('\n')).digest('hex');
}
