import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { abortReason, type Digest, hexOf, parseDigest } from '@strake/core';
import { SandboxError } from '../error.ts';
import { mendImplied } from './implied-directories.ts';
import { openFreshTrees } from './fresh-trees.ts';
import { placeTree, removeTree } from './place-tree.ts';

/** Unpacks a layer into the new directory `target`. */
export type Unpack = (diffId: Digest, target: string, signal: AbortSignal) => Promise<void>;

/**
 * Unpacked layers of a store: overlay lower directories by diffID, each made once for all sessions. Whole is what has
 * its final name.
 */
export interface Trees {
  /**
   * The lower directories that show the layers `diffIds` (bottom first) laid over each other, top first. A layer that comes
   * twice is there once: the upper one hides the lower. Unpacks what is missing, several layers at a time.
   */
  lowers(diffIds: readonly Digest[], signal: AbortSignal): Promise<readonly string[]>;
  /** Makes a directory that holds exactly the layer `diffId` its tree. */
  adopt(diffId: Digest, directory: string): void;
}

export interface TreesOptions {
  readonly directory: string;
  /** For directories that only this session needs; exists. */
  readonly scratch: string;
  /** Names what this session has in the making. */
  readonly session: string;
  readonly unpack: Unpack;
}

export function openTrees({ directory, scratch, session, unpack }: TreesOptions): Trees {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const fresh = openFreshTrees(directory);
  const unpacking = new Map<Digest, Promise<string>>();
  let serial = 0;

  const make = async (diffId: Digest, tree: string, signal: AbortSignal): Promise<string> => {
    const target = join(directory, `${hexOf(diffId)}.${session}.${serial++}`);
    try {
      await unpack(diffId, target, signal);
      fresh.mark(hexOf(diffId));
      placeTree(target, tree);
      return tree;
    } catch (error) {
      removeTree(target);
      throw error;
    }
  };
  const one = async (diffId: Digest, signal: AbortSignal): Promise<string> => {
    const tree = join(directory, hexOf(parseDigest(diffId)));
    if (existsSync(tree)) return tree;
    const running = unpacking.get(diffId);
    if (running === undefined) {
      const started = make(diffId, tree, signal).finally(() => unpacking.delete(diffId));
      unpacking.set(diffId, started);
      return started;
    }
    await running.catch(() => {});
    if (signal.aborted) throw abortReason(signal);
    return one(diffId, signal);
  };
  return {
    async lowers(diffIds, signal) {
      const trees = await Promise.all(diffIds.map((diffId) => one(diffId, signal)));
      const lowers = trees.reduce<readonly string[]>((below, tree) => {
        const mended = mendImplied(tree, below, scratch);
        return mended === undefined ? [tree, ...below] : [mended, tree, ...below];
      }, []);
      return [...new Set(lowers)];
    },
    adopt(diffId, from) {
      const name = hexOf(parseDigest(diffId));
      fresh.mark(name);
      placeTree(from, join(directory, name));
    },
  };
}

/**
 * A new directory beside trees for blobs that a session makes. Whoever ends the session removes it: its processes may be killed,
 * and in their own pid namespace nobody can look at them.
 */
export function placeForBlobs(directory: string, session: string): string {
  const path = join(directory, `blobs.${session}`);
  mkdirSync(path, { recursive: true, mode: 0o700 });
  return path;
}

/** Removes what a dead session had in the making. */
export function sweepTrees(directory: string, session: string): void {
  if (!existsSync(directory)) return;
  for (const name of readdirSync(directory)) {
    if (name.split('.')[1] === session) rmSync(join(directory, name), { recursive: true, force: true });
  }
}

/** A layer that nobody has. */
export function layerMissing(diffId: Digest): SandboxError {
  return new SandboxError('LAYER_INVALID', `layer ${diffId} is nowhere to be had`, { data: { diffId } });
}
