import { closeSync, openSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { sizeOnDisk } from '../../snapshot/size-on-disk.ts';
import { tryLock } from '../../syscalls/file.ts';
import { hasCode } from '../../syscalls/libc.ts';

/** How much of the caches of a store may stay. */
export interface CacheTrim {
  /** Bytes on disk. */
  readonly keep: number;
  /** Only say what would go. */
  readonly dryRun: boolean;
}

interface CacheDirectory {
  readonly path: string;
  readonly lock: string;
  readonly used: number;
}

/**
 * Removes cache mounts below `root` (`IDS/KEY/NUMBER`), those used longest ago first, until the others have at most `keep`
 * bytes; none is kept that is older than one that goes. Those in use stay. Gives the bytes that were removed.
 */
export function trimCaches(root: string, { keep, dryRun }: CacheTrim): number {
  let left = keep;
  let removed = 0;
  for (const cache of cachesIn(root).sort((a, b) => b.used - a.used)) {
    const size = sizeOnDisk(cache.path);
    left = size <= left ? left - size : -1;
    if (left < 0 && (dryRun || removeUnused(cache))) removed += size;
  }
  return removed;
}

function cachesIn(root: string): CacheDirectory[] {
  const keys = namesIn(root).flatMap((ids) => namesIn(join(root, ids)).map((key) => join(root, ids, key)));
  return keys.flatMap((directory) =>
    namesIn(directory)
      .filter((name) => /^\d+$/.test(name))
      .map((name) => {
        const path = join(directory, name);
        const lock = `${path}.lock`;
        return { path, lock, used: statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? 0 };
      }),
  );
}

/** Whether nobody uses the cache, which is gone then. */
function removeUnused({ path, lock }: CacheDirectory): boolean {
  const fd = openSync(lock, 'a', 0o600);
  try {
    if (!tryLock(fd, 'exclusive')) return false;
    rmSync(path, { recursive: true, force: true });
    return true;
  } finally {
    closeSync(fd);
  }
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return [];
    throw error;
  }
}
