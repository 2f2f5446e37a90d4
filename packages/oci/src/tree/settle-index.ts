import type { IndexEntry, Listing } from '../layer/layer.ts';
import type { DirectoryEntry, Entry, EntryPath, ListedFile } from '../model/index.ts';
import { comparePaths, parentPath } from '../model/index.ts';
import { lookupOf } from './layer-lookup.ts';
import { resolve } from './resolve.ts';
import type { Tree } from './tree.ts';

/**
 * A layer's index with an entry for each directory on the way to something of the layer. Some tools write layers without
 * them. What such a directory is depends on what is `below`, as Docker (containerd) has it: a directory there keeps its
 * owner and mode; a link to a directory is replaced by a directory with the owner and mode of the link's target, which
 * does not show through; a new one has the group of a setgid directory that it is in. With the result the layer can be
 * unpacked on its own. Most layers come back as they are.
 */
export function settleIndex<I extends Listing>(index: I, below: Below): I {
  const { implied, entries: listed } = lookupOf(index);
  const made = new Map<EntryPath, DirectoryEntry>();
  for (const path of [...implied].sort(comparePaths)) {
    const entry =
      described(path, below) ?? inGroup(path, (up) => made.get(up) ?? listed.get(up) ?? described(up, below));
    if (entry) made.set(path, entry);
  }
  if (made.size === 0) return index;
  // Sorting is stable: an opaque marker of an implied directory stays behind the directory's new entry.
  const entries = [...made.values(), ...index.entries].sort((a, b) => comparePaths(a.path, b.path));
  return { ...index, entries };
}

type Below = Pick<Tree<ListedFile>, 'get'>;

/** Whether directories that a layer does not list are others than those below, or than a bare one. */
export function isUnsettled(index: Listing, below: Below): boolean {
  const { implied, entries } = lookupOf(index);
  return [...implied].some((path) => {
    const there = below.get(path);
    if (there) return there.type === 'symlink';
    return inGroup(path, (up) => entries.get(up) ?? below.get(up)) !== undefined;
  });
}

/** A directory that nothing describes, in a setgid directory of a group. */
function inGroup(
  path: EntryPath,
  get: (path: EntryPath) => IndexEntry<ListedFile> | Entry<ListedFile> | undefined,
): DirectoryEntry | undefined {
  const parent = get(parentPath(path));
  if (parent?.type !== 'directory' || (parent.mode & SETGID) === 0 || parent.gid === 0) return undefined;
  return { ...bareDirectory(path), gid: parent.gid };
}

/** A directory that no layer describes: what a runtime creates on the way to something below it. */
export function bareDirectory(path: EntryPath): DirectoryEntry {
  return { type: 'directory', path, mode: 0o755, uid: 0, gid: 0, mtime: 0 };
}

const SETGID = 0o2000;

function described(path: EntryPath, below: Below): DirectoryEntry | undefined {
  const place = resolve(below, path, { followLast: true });
  return place.kind === 'found' && place.entry.type === 'directory' ? { ...place.entry, path } : undefined;
}
