import type { StoredCache } from './stored-cache.ts';

/** Those of `caches`, in their order, that have at most `maxSize` packed bytes together; `leaveOut` hears of the others. */
export function fittingCaches(
  caches: readonly StoredCache[],
  maxSize: number,
  leaveOut: (cache: StoredCache) => void,
): readonly StoredCache[] {
  let left = maxSize;
  return caches.filter((cache) => {
    const fits = cache.packed.size <= left;
    if (fits) left -= cache.packed.size;
    else leaveOut(cache);
    return fits;
  });
}
