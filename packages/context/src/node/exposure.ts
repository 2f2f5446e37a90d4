import { type BigIntStats, lstatSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Whether somebody else than this user and root may rename what a directory holds, and so put a link in the place of a
 * directory between two looks at it. In a sticky directory one may rename one's own entries only.
 */
export function isExposed(directory: BigIntStats): boolean {
  if (!process.geteuid) return true;
  const uid = Number(directory.uid);
  const mode = Number(directory.mode);
  const trusted = uid === 0 || uid === process.geteuid();
  return !trusted || ((mode & 0o022) !== 0 && (mode & 0o1000) === 0);
}

/** The same for the root of the context and everything above it. */
export function isRootExposed(root: string): boolean {
  for (let path = root === '' ? '/' : root; ; path = dirname(path)) {
    if (isExposed(lstatSync(path, { bigint: true }))) return true;
    if (path === dirname(path)) return false;
  }
}
