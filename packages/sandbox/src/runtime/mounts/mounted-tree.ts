import { statSync } from 'node:fs';
import { confinePath, type EntryPath, isWithin, type Tree } from '@strake/oci';
import { layeredTree } from '../../snapshot/layered.ts';
import type { JobMount } from '../job.ts';
import { SYSTEM_TARGETS } from '../system-mounts.ts';

/** A mount, and where links have led to. */
export interface PlacedMount {
  readonly path: EntryPath;
  readonly mount: JobMount;
}

/**
 * `root` with `mounts`, which are in order, as far as files tell: nothing is known of what the system mounts, and new file
 * systems are empty.
 */
export function withMounts(root: Pick<Tree, 'get'>, mounts: readonly PlacedMount[]): Pick<Tree, 'get'> {
  return {
    get(path) {
      const around = mounts.findLast((one) => isWithin(path, one.path));
      if (around === undefined) return isInSystemMount(path) ? undefined : root.get(path);
      const { mount } = around;
      const below = confinePath(path.slice(around.path.length));
      if (below === '') {
        return { ...NODE, type: isDirectoryMount(mount) ? 'directory' : 'fifo', mode: modeOf(mount), path };
      }
      if (mount.kind === 'tmpfs' || !mount.directory) return undefined;
      return layeredTree([mount.source]).get(below);
    },
  };
}

/** Whether a directory is mounted. */
export function isDirectoryMount(mount: JobMount): boolean {
  return mount.kind === 'tmpfs' || mount.directory;
}

const NODE = { uid: 0, gid: 0, mtime: 0 } as const;

function modeOf(mount: JobMount): number {
  return mount.kind === 'tmpfs' ? mount.mode : statSync(mount.source).mode & 0o7777;
}

function isInSystemMount(path: EntryPath): boolean {
  return SYSTEM_TARGETS.directories.some((directory) => path !== directory && isWithin(path, directory));
}
