import {
  closeSync,
  fsync,
  fsyncSync,
  linkSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { errorCode, ifThere } from './disk-error.ts';
import { bootMark, sameBoot } from './process-mark.ts';
import type { StorePaths } from './store-paths.ts';
import type { Temporary } from './temporary.ts';

/** How finished files become blobs, and which blobs must be hashed again before anybody gets to see them. */
export interface BlobCommit {
  /** Gives a finished temporary file its place among the blobs. */
  commit(temporary: string, hex: string): void;
  isSuspect(hex: string): boolean;
  /** Removes the mark of a suspect that has been looked at. */
  clear(hex: string): void;
}

/** Waits for the disk at each blob: for directories that are not a store of ours. */
export function syncedCommit(blobs: string): BlobCommit {
  return {
    commit: (path, hex) => commitSynced(path, join(blobs, hex)),
    isSuspect: () => false,
    clear: () => undefined,
  };
}

/**
 * Keeps blobs that a power cut could have spoilt from passing for whole, without waiting for the disk at each write.
 *
 * A blob without `fsync` may come back from a power cut under its name, but short or empty. File systems keep the order of
 * changes to directories, so each blob first gets a name in `fresh`, then its own: whoever survives has the mark, too. When
 * the machine has been started anew since, what is in `fresh` moves to `suspect`, and a suspect is hashed again before
 * anybody gets to see it. A mark goes once `fsync` has said that the bytes are there, long after they are.
 */
export interface Durability extends BlobCommit {
  /** Removes the marks of blobs that were written some time ago and lie safe. */
  settle(): Promise<void>;
}

/** Age from which the kernel has written a file back on its own: `fsync` does not wait any more. */
const SETTLED_MS = 60_000;

export function openDurability(paths: StorePaths, temporary: Temporary): Durability {
  suspectAfterReboot(paths, temporary);
  const suspects = new Set(readdirSync(paths.suspect));
  return {
    commit: (path, hex) => commit(paths, path, hex),
    isSuspect: (hex) => suspects.has(hex),
    clear: (hex) => {
      rmSync(join(paths.suspect, hex), { force: true });
      suspects.delete(hex);
    },
    settle: () => settle(paths.fresh),
  };
}

function commit({ fresh, blobs }: StorePaths, path: string, hex: string): void {
  const mark = join(fresh, hex);
  const blob = join(blobs, hex);
  renameSync(path, mark);
  try {
    linkSync(mark, blob);
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return;
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK', 'ENOSYS'].includes(errorCode(error) ?? '')) throw error;
    // The file system has no hard links.
    commitSynced(mark, blob);
  }
}

function commitSynced(path: string, blob: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(path, blob);
}

function suspectAfterReboot({ boot, fresh, suspect }: StorePaths, temporary: Temporary): void {
  const current = bootMark();
  const known = ifThere(() => readFileSync(boot, 'utf8'));
  if (known !== undefined && sameBoot(known, current)) return;
  for (const hex of readdirSync(fresh)) ifThere(() => renameSync(join(fresh, hex), join(suspect, hex)));
  const path = temporary.next();
  writeFileSync(path, current);
  renameSync(path, boot);
}

async function settle(fresh: string): Promise<void> {
  const sync = promisify(fsync);
  for (const hex of readdirSync(fresh)) {
    const path = join(fresh, hex);
    const stat = ifThere(() => statSync(path));
    if (!stat || Date.now() - stat.mtimeMs < SETTLED_MS) continue;
    const file = ifThere(() => openSync(path, 'r'));
    if (file === undefined) continue;
    try {
      await sync(file);
      rmSync(path, { force: true });
    } finally {
      closeSync(file);
    }
  }
}
