import type { LayerIndex } from '../layer/layer.ts';
import type { DirectoryEntry, EntryPath } from '../model/index.ts';
import { comparePaths } from '../model/index.ts';
import { lookupOf } from './layer-lookup.ts';
import { resolve } from './resolve.ts';
import type { Tree } from './tree.ts';

/**
 * A layer's index with an entry for each directory on the way to something of the layer. Some tools write layers without
 * them. What such a directory is depends on what is `below`, as Docker (containerd) has it: a directory there keeps its
 * owner and mode; a link to a directory is replaced by a directory with the owner and mode of the link's target, which
 * does not show through. With the result the layer can be unpacked on its own. Most layers come back as they are.
 */
export function settleIndex(index: LayerIndex, below: Tree): LayerIndex {
  const { implied } = lookupOf(index);
  const parents = [...implied].flatMap((path) => described(path, below) ?? []);
  if (parents.length === 0) return index;
  // Sorting is stable: an opaque marker of an implied directory stays behind the directory's new entry.
  const entries = [...parents, ...index.entries].sort((a, b) => comparePaths(a.path, b.path));
  return { ...index, entries };
}

/** Whether a layer makes directories of links below it. */
export function replacesLinks(index: LayerIndex, below: Tree): boolean {
  return [...lookupOf(index).implied].some((path) => below.get(path)?.type === 'symlink');
}

function described(path: EntryPath, below: Tree): DirectoryEntry | undefined {
  const place = resolve(below, path, { followLast: true });
  return place.kind === 'found' && place.entry.type === 'directory' ? { ...place.entry, path } : undefined;
}
