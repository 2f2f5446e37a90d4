import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { hasCode } from '../syscalls/libc.ts';
import { removeTree } from './place-tree.ts';
import { sizeOnDisk } from './size-on-disk.ts';
import { DISCARDED } from './stray-trees.ts';

/** Unpacked layers of a store that are to go. */
export interface TreeDiscard {
  /** `IDS/NAME`, as `strayTrees` gives them. */
  readonly trees: readonly string[];
  /** Only say what would go. */
  readonly dryRun: boolean;
}

/** Removes trees below `root`; those that belong to ids that this process has not stay. Gives the bytes that went. */
export function discardTrees(root: string, { trees, dryRun }: TreeDiscard): number {
  let bytes = 0;
  for (const tree of trees) {
    const size = sizeOnDisk(join(root, tree));
    if (dryRun || discard(join(root, tree))) bytes += size;
  }
  return bytes;
}

function discard(tree: string): boolean {
  try {
    const doomed = tree.endsWith(DISCARDED) ? tree : `${tree}${DISCARDED}`;
    if (doomed !== tree) {
      rmSync(doomed, { recursive: true, force: true });
      renameSync(tree, doomed);
      removeTree(tree);
    }
    rmSync(doomed, { recursive: true, force: true });
    return !existsSync(doomed);
  } catch (error) {
    if (hasCode(error, 'EACCES', 'EPERM', 'ENOENT')) return false;
    throw error;
  }
}
