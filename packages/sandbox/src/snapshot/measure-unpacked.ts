import { join } from 'node:path';
import { cacheDirectories } from '../runtime/mounts/cache-directories.ts';
import { namesIn } from './names-in.ts';
import { sizeOnDisk } from './size-on-disk.ts';

/** Bytes on disk of what sandboxes have made in a store. */
export interface UnpackedSizes {
  readonly total: number;
  /** Layers and roots, and what belongs to them, by `IDS/NAME`. */
  readonly trees: Readonly<Record<string, number>>;
  /** Cache mounts, those used last first. */
  readonly caches: readonly UnpackedCache[];
}

export interface UnpackedCache {
  /** Milliseconds since 1970. */
  readonly used: number;
  readonly bytes: number;
}

/** Measures the store `store`. What this process may not look into does not count. */
export function measureUnpacked(store: string): UnpackedSizes {
  const [root, cache] = [join(store, 'trees'), join(store, 'cache')];
  const trees = namesIn(root).flatMap((ids) => namesIn(join(root, ids)).map((name) => `${ids}/${name}`));
  const caches = cacheDirectories(cache);
  const paths = [...trees.map((tree) => join(root, tree)), ...caches.map(({ path }) => path)];
  const sizes = new Map(paths.map((path) => [path, sizeOnDisk(path)]));
  const bytesOf = (path: string): number => sizes.get(path) ?? 0;
  return {
    total: sizeOnDisk(root, sizes) + sizeOnDisk(cache, sizes),
    trees: Object.fromEntries(trees.map((tree) => [tree, bytesOf(join(root, tree))])),
    caches: caches.map(({ path, used }) => ({ used, bytes: bytesOf(path) })),
  };
}
