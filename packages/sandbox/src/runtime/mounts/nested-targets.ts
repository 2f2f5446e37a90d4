import { closeSync, openSync } from 'node:fs';
import { isWithin } from '@strake/oci';
import { makeInRoot } from '../../syscalls/in-root.ts';
import type { JobMount } from '../job.ts';
import { isDirectory, type PlacedMount } from './mounted-tree.ts';

/** Mounts a tmpfs outside of the command's root file system, to be bound into it. */
export type MakeTmpfs = (mount: Extract<JobMount, { kind: 'tmpfs' }>) => Extract<JobMount, { kind: 'bind' }>;

/**
 * `placed` (outer ones first) with what they are mounted onto inside of others, made where those can be written to. These
 * may be caches, which keep it: crun would make directories with the sticky bit and files that only root may use. A tmpfs
 * in which something must be made exists before the command does.
 */
export function withNestedTargets(placed: readonly PlacedMount[], makeTmpfs: MakeTmpfs): readonly JobMount[] {
  const mounts = placed.map(({ mount }) => mount);
  for (const [index, { path, mount }] of placed.entries()) {
    const outer = placed.slice(0, index).findLastIndex((one) => isWithin(path, one.path));
    const { path: at, mount: around } = placed[outer] ?? {};
    if (at === undefined || around === undefined || path === at) continue;
    if (around.kind === 'tmpfs' && !around.readonly && mounts[outer] === around) mounts[outer] = makeTmpfs(around);
    const place = mounts[outer];
    if (place?.kind !== 'bind' || !place.directory || place.flags.includes('ro')) continue;
    makeInside(place.source, path.slice(at.length), isDirectory(mount) ? 'directory' : 'file');
  }
  return mounts;
}

function makeInside(directory: string, path: string, kind: 'directory' | 'file'): void {
  const root = openSync(directory, 'r');
  try {
    makeInRoot(root, path, kind).close();
  } catch {
    // What commands that share a cache have put there meanwhile is the runtime's to refuse.
  } finally {
    closeSync(root);
  }
}
