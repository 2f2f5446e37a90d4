import { statSync } from 'node:fs';
import { join } from 'node:path';
import { namesIn } from '../../snapshot/names-in.ts';

/** The directory of a cache mount. */
export interface CacheDirectory {
  readonly path: string;
  readonly lock: string;
  /** Milliseconds since 1970. */
  readonly used: number;
}

/** Cache mounts below `root` (`IDS/KEY/NUMBER`), those used last first. */
export function cacheDirectories(root: string): readonly CacheDirectory[] {
  const keys = namesIn(root).flatMap((ids) => namesIn(join(root, ids)).map((key) => join(root, ids, key)));
  const caches = keys.flatMap((directory) =>
    namesIn(directory)
      .filter((name) => /^\d+$/.test(name))
      .map((name) => {
        const path = join(directory, name);
        const lock = `${path}.lock`;
        return { path, lock, used: statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? 0 };
      }),
  );
  return caches.sort((a, b) => b.used - a.used);
}
