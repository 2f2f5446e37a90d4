import { closeSync, openSync, rmSync } from 'node:fs';
import { sizeOnDisk } from '../../snapshot/size-on-disk.ts';
import { tryLock } from '../../syscalls/file.ts';
import { type CacheDirectory, cacheDirectories } from './cache-directories.ts';

/** How much of the caches of a store may stay. */
export interface CacheTrim {
  /** Bytes on disk. */
  readonly keep: number;
  /** Only say what would go. */
  readonly dryRun: boolean;
}

/**
 * Removes cache mounts below `root` (`IDS/KEY/NUMBER`), those used longest ago first, until the others have at most `keep`
 * bytes; none is kept that is older than one that goes. Those in use stay. Gives the bytes that were removed.
 */
export function trimCaches(root: string, { keep, dryRun }: CacheTrim): number {
  let left = keep;
  let removed = 0;
  for (const cache of cacheDirectories(root)) {
    const size = sizeOnDisk(cache.path);
    left = size <= left ? left - size : -1;
    if (left < 0 && (dryRun || removeUnused(cache))) removed += size;
  }
  return removed;
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
