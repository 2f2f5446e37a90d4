import { statSync } from 'node:fs';
import { confinePath, type EntryPath, isWithin, resolve, type Tree } from '@strake/oci';
import { layeredTree } from '../../snapshot/layered.ts';
import type { JobMount } from '../job.ts';
import { SYSTEM_TARGETS } from '../system-mounts.ts';

/** A tree to resolve paths in. */
export type PathTree = Pick<Tree, 'get'>;

/** A mount, and where links have led its target to. */
export interface PlacedMount {
  readonly path: EntryPath;
  readonly mount: JobMount;
}

/**
 * `root` with mounts in it, of which later ones cover earlier ones. As far as files tell: nothing is known of what the
 * system mounts, and new file systems are empty.
 */
export function withMounts(root: PathTree, placed: readonly PlacedMount[]): PathTree {
  return {
    get(path) {
      const around = placed.findLast((one) => isWithin(path, one.path));
      if (around === undefined) return isInSystemMount(path) ? undefined : root.get(path);
      const { mount } = around;
      const below = confinePath(path.slice(around.path.length));
      if (below === '') return { ...NODE, path, type: isDirectory(mount) ? 'directory' : 'fifo', mode: modeOf(mount) };
      if (mount.kind === 'tmpfs' || !mount.directory) return undefined;
      return layeredTree([mount.source]).get(below);
    },
  };
}

/** `root` with a directory made at `path`, and its parents, where they are missing. */
export function withDirectory(root: PathTree, path: string): PathTree {
  const found = resolve(root, confinePath(path), { followLast: true });
  if (found.kind !== 'missing') return root;
  return {
    get: (at) => root.get(at) ?? (isWithin(found.path, at) ? { ...NODE, path: at, type: 'directory' } : undefined),
  };
}

export function isDirectory(mount: JobMount): boolean {
  return mount.kind === 'tmpfs' || mount.directory;
}

const NODE = { mode: 0o755, uid: 0, gid: 0, mtime: 0 } as const;

function modeOf(mount: JobMount): number {
  return mount.kind === 'tmpfs' ? mount.mode : statSync(mount.source).mode & 0o7777;
}

function isInSystemMount(path: EntryPath): boolean {
  return SYSTEM_TARGETS.directories.some((directory) => path !== directory && isWithin(path, directory));
}
