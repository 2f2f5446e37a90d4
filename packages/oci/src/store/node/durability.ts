import {
  closeSync,
  fstatSync,
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
  /** Lets go of the bytes of a blob that was deleted. */
  release(hex: string): void;
}

/** Waits for the disk at each blob: for directories that are not a store of ours. */
export function syncedCommit(blobs: string): BlobCommit {
  return {
    commit: (path, hex) => commitSynced(path, join(blobs, hex)),
    isSuspect: () => false,
    clear: () => undefined,
    release: () => undefined,
  };
}

/**
 * Keeps blobs that a power cut could have spoilt from passing for whole, without waiting for the disk at each write.
 *
 * A blob without `fsync` may come back from a power cut under its name, but short or empty. File systems keep the order of
 * changes to directories, so each blob first gets a name in `fresh`, then its own: a blob that survives has its mark. When
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
    release: (hex) => release(paths, temporary, hex),
    settle: () => settle(paths),
  };
}

/** Other processes may do the same with the same blob, or open the store for the first time since the machine started. */
function commit({ fresh, blobs }: StorePaths, path: string, hex: string): void {
  const blob = join(blobs, hex);
  try {
    linkOnce(path, join(fresh, hex));
    linkOnce(path, blob);
  } catch (error) {
    if (!NO_LINKS.has(errorCode(error) ?? '')) throw error;
    commitSynced(path, blob);
    return;
  }
  rmSync(path, { force: true });
}

/** The mark of a blob holds its bytes. One without any takes its place: others may be about to make the blob anew. */
function release({ fresh }: StorePaths, temporary: Temporary, hex: string): void {
  const mark = join(fresh, hex);
  const held = ifThere(() => statSync(mark));
  if (held === undefined || isOld(held)) return;
  const path = temporary.next();
  try {
    writeFileSync(path, '', { flag: 'wx' });
    renameSync(path, mark);
  } catch {
    // Then `settle` removes it later.
    rmSync(path, { force: true });
  }
}

/** What file systems without hard links say. */
const NO_LINKS: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK', 'ENOSYS']);

function linkOnce(path: string, name: string): void {
  try {
    linkSync(path, name);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
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

async function settle({ fresh, blobs }: StorePaths): Promise<void> {
  const sync = promisify(fsync);
  for (const hex of readdirSync(fresh)) {
    const mark = join(fresh, hex);
    // Most are of this very build: one look at each is enough.
    if (!ifThere(() => isOld(statSync(mark)))) continue;
    const file = ifThere(() => openSync(join(blobs, hex), 'r'));
    if (file === undefined) {
      rmSync(mark, { force: true });
      continue;
    }
    try {
      if (!isOld(fstatSync(file))) continue;
      await sync(file);
      rmSync(mark, { force: true });
    } finally {
      closeSync(file);
    }
  }
}

function isOld({ mtimeMs }: { readonly mtimeMs: number }): boolean {
  return Date.now() - mtimeMs > SETTLED_MS;
}
