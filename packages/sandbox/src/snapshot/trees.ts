import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { abortReason, type Digest, hexOf, parseDigest } from '@strake/core';
import { SandboxError } from '../error.ts';
import { hasCode } from '../syscalls/libc.ts';
import { impliedFile, mendImplied } from './implied-directories.ts';
import { devicesFile } from './device-form.ts';
import { openFreshTrees } from './fresh-trees.ts';
import { ownersFile } from './recorded-owners.ts';

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
      place(target, tree);
      return tree;
    } catch (error) {
      for (const path of [target, ...BESIDE.map((beside) => beside(target))])
        rmSync(path, { recursive: true, force: true });
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
      place(from, join(directory, name));
    },
  };
}

/** What is known of a tree and is not in it. */
const BESIDE = [ownersFile, impliedFile, devicesFile];

/** Gives a whole tree its final name, unless another session was first. */
function place(from: string, to: string): void {
  try {
    for (const beside of BESIDE) if (existsSync(beside(from))) renameSync(beside(from), beside(to));
    renameSync(from, to);
  } catch (error) {
    if (!hasCode(error, 'ENOTEMPTY', 'EEXIST')) throw error;
    rmSync(from, { recursive: true, force: true });
  }
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
