import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { removeTree } from '../snapshot/place-tree.ts';

/** A root file system that nobody changes, kept as long as it is held. */
export interface HeldRoot {
  readonly path: string;
  release(): void;
}

/** The root file systems that there are, by key: those in `lasting` stay, those in `passing` as long as they are of use. */
export interface RootShelf {
  has(key: string): boolean;
  hold(key: string): HeldRoot | undefined;
}

/** Passing roots beyond this many are removed, the one unused for longest first: they can be made again. */
const MOST = 4;

export function openRootShelf(lasting: string, passing: string): RootShelf {
  /** How often each passing root is held; the least recently used first. */
  const uses = new Map<string, number>();
  const pathOf = (key: string): string | undefined =>
    [join(passing, key), join(lasting, key)].find((path) => existsSync(path));
  const evict = (): void => {
    for (const [key, count] of [...uses].slice(0, Math.max(0, uses.size - MOST))) {
      if (count > 0) continue;
      uses.delete(key);
      removeTree(join(passing, key));
    }
  };
  const change = (key: string, by: number): void => {
    const count = (uses.get(key) ?? 0) + by;
    uses.delete(key);
    uses.set(key, count);
    evict();
  };
  return {
    has: (key) => pathOf(key) !== undefined,
    hold(key) {
      const path = pathOf(key);
      if (path === undefined) return undefined;
      const passes = path === join(passing, key);
      if (passes) change(key, 1);
      let held = passes;
      const release = (): void => {
        if (held) change(key, -1);
        held = false;
      };
      return { path, release };
    },
  };
}
