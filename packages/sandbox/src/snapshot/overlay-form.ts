import type { BigIntStats } from 'node:fs';
import { getXattr, setXattr } from '../syscalls/file.ts';
import type { CPath } from '../syscalls/libc.ts';

/** How overlayfs, mounted with `userxattr`, writes "removed" and "replaced" (kernel: filesystems/overlayfs.rst). */
const OPAQUE = 'user.overlay.opaque';
const YES = Buffer.from('y');

/** Whether an lstat is that of a whiteout: a character device 0:0. */
export function isWhiteout(stat: BigIntStats): boolean {
  return stat.rdev === 0n && stat.isCharacterDevice();
}

/** Whether a directory hides what lies below it. */
export function isOpaque(directory: CPath): boolean {
  return getXattr(directory, OPAQUE)?.toString('latin1') === 'y';
}

/** Makes a directory hide what lies below it. Throws where the file system has no user attributes. */
export function markOpaque(directory: CPath): void {
  if (!setXattr(directory, OPAQUE, YES)) throw new Error(`no user attributes on ${String(directory)}`);
}

/** Whether an attribute steers overlayfs. Such never come out of an archive nor go into a layer. */
export function isOverlayXattr(name: string): boolean {
  return name.startsWith('user.overlay.') || name.startsWith('trusted.overlay.');
}
