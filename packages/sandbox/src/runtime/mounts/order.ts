import { confinePath, type EntryPath, isWithin } from '@strake/oci';
import { SandboxError } from '../../error.ts';

/**
 * Mounts in the order in which they must be made: what is nearer to the root first, so that none hides one made before;
 * of equal depth as written. Throws `MOUNT_TARGET_INVALID` for the root itself.
 */
export function orderMounts<M extends { readonly target: string }>(mounts: readonly M[]): readonly M[] {
  for (const { target } of mounts) {
    if (confinePath(target) === '') {
      throw new SandboxError('MOUNT_TARGET_INVALID', `invalid mount target ${JSON.stringify(target)}`, {
        hint: 'mount onto a directory or file below /',
      });
    }
  }
  return mounts.toSorted((a, b) => depth(a.target) - depth(b.target));
}

/** Whether a mount onto one of `targets` covers `path`. */
export function isCovered(path: EntryPath, targets: readonly string[]): boolean {
  return targets.some((target) => isWithin(path, confinePath(target)));
}

function depth(target: string): number {
  return confinePath(target).split('/').length;
}
