import { chmodSync, chownSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Digest } from '@strake/core';
import type { WorkerPool } from '../jail/worker-pool.ts';
import type { RootCopies } from './root-copies.ts';

/** A root file system in the making: a whole copy. */
export interface RootSnapshot {
  readonly root: string;
  /** Keeps others away while `work` runs. */
  using<T>(work: () => Promise<T>): Promise<T>;
  /** Writes what changed as a layer. The snapshot ends with it. */
  commit(signal: AbortSignal): Promise<Digest>;
  remove(): void;
}

export interface RootSnapshotOptions {
  readonly roots: RootCopies;
  readonly workers: WorkerPool;
  /** Of this snapshot alone: made with it, and removed. */
  readonly place: string;
  /** As in `RootCopiesOptions`. */
  readonly owners: boolean;
}

/** A snapshot on the layers `parents`, bottom first. */
export async function createRootSnapshot(
  { roots, workers, place, owners }: RootSnapshotOptions,
  parents: readonly Digest[],
  signal: AbortSignal,
): Promise<RootSnapshot> {
  const [root, baseline] = [join(place, 'root'), join(place, 'baseline')];
  const base = await roots.hold(parents, signal);
  let busy = false;
  let ended = false;
  const remove = (): void => {
    base.release();
    rmSync(place, { recursive: true, force: true });
  };
  const check = (): void => {
    if (busy || ended) throw new Error(`the snapshot ${place} is ${busy ? 'in use' : 'committed'}`);
  };
  try {
    mkdirSync(place);
    await workers.run('copy', { from: base.path, to: root, baseline }, signal);
    // What a command made of the root itself is in no layer.
    chownSync(root, 0, 0);
    chmodSync(root, 0o755);
  } catch (error) {
    remove();
    throw error;
  }
  return {
    root,
    remove,
    async using(work) {
      check();
      busy = true;
      try {
        return await work();
      } finally {
        busy = false;
      }
    },
    async commit(commitSignal) {
      check();
      ended = true;
      const { diffId } = await workers.run('compare', { root, base: base.path, baseline, owners }, commitSignal);
      roots.adopt([...parents, diffId], root);
      return diffId;
    },
  };
}
