import { closeSync, openSync } from 'node:fs';
import { confinePath, isWithin } from '@strake/oci';
import { makeInRoot } from '../../syscalls/in-root.ts';
import type { JobMount } from '../job.ts';

/**
 * Makes what `mounts` (outer ones first) are mounted onto inside others that can be written to. These may be caches, which
 * keep it: crun would make directories with the sticky bit and files that only root may use.
 */
export function makeNestedTargets(mounts: readonly JobMount[]): void {
  for (const [index, mount] of mounts.entries()) {
    const path = confinePath(mount.target);
    const around = mounts.slice(0, index).findLast(({ target }) => isWithin(path, confinePath(target)));
    if (around?.kind !== 'bind' || !around.directory || around.flags.includes('ro')) continue;
    const kind = mount.kind === 'bind' && !mount.directory ? 'file' : 'directory';
    makeInside(around.source, path.slice(confinePath(around.target).length), kind);
  }
}

function makeInside(directory: string, path: string, kind: 'directory' | 'file'): void {
  const root = openSync(directory, 'r');
  try {
    makeInRoot(root, path, kind).close();
  } catch {
    // Links that lead out of the directory mean what they mean to the runtime.
  } finally {
    closeSync(root);
  }
}
