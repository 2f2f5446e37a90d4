import { createIndexBuilder, type NamedEntry } from '../layer/index-builder.ts';
import type { IndexEntry, LayerIndex } from '../layer/layer.ts';
import { isMark, whiteoutName } from '../layer/whiteout.ts';
import type { DirectoryEntry, EntryPath } from '../model/index.ts';
import { isWithin, joinPath } from '../model/index.ts';
import { lookupOf } from './layer-lookup.ts';
import { resolve } from './resolve.ts';
import type { Tree } from './tree.ts';

/**
 * A layer's index as it applies on top of `below`. Some tools write layers without entries for the directories on the way
 * to a file. Unpacking such a layer goes through what is there: a directory below keeps its owner and mode, and a symlink
 * below leads to its target (`lib/x` lands in `usr/lib` where `lib` is a link). The result says both in so many words, so
 * that the layer can be unpacked on its own. Most layers need nothing of that and come back as they are.
 */
export function settleIndex(index: LayerIndex, below: Tree): LayerIndex {
  const { implied } = lookupOf(index);
  if (implied.size === 0) return index;
  const moves = movesOf(implied, below);
  const builder = createIndexBuilder();
  const parents = new Map<EntryPath, DirectoryEntry>();
  for (const path of implied) addParents(moved(path, moves), below, parents);
  for (const parent of parents.values()) builder.add(parent);
  for (const entry of index.entries) builder.add(named(entry, moves));
  return builder.finish(index.diffId, index.size);
}

/** Whether `settleIndex` would move entries: what an overlay must know. */
export function isMovedBy(index: LayerIndex, below: Tree): boolean {
  return [...lookupOf(index).implied].some((path) => below.get(path)?.type === 'symlink');
}

/** Where directories lead that are links below. */
type Moves = ReadonlyMap<EntryPath, EntryPath>;

function movesOf(implied: ReadonlySet<EntryPath>, below: Tree): Moves {
  const moves = new Map<EntryPath, EntryPath>();
  for (const path of implied) {
    if (below.get(path)?.type !== 'symlink') continue;
    const place = resolve(below, path, { followLast: true });
    if (place.kind === 'found' && place.entry.type === 'directory') moves.set(path, place.path);
  }
  return moves;
}

function moved(path: EntryPath, moves: Moves): EntryPath {
  for (const [from, to] of moves) if (isWithin(path, from)) return joinPath(to, path.slice(from.length + 1));
  return path;
}

function addParents(path: EntryPath, below: Tree, parents: Map<EntryPath, DirectoryEntry>): void {
  const names = path === '' ? [] : path.split('/');
  for (let depth = 1; depth <= names.length; depth += 1) {
    const entry = below.get(names.slice(0, depth).join('/'));
    if (entry?.type === 'directory') parents.set(entry.path, entry);
  }
}

function named(entry: IndexEntry, moves: Moves): NamedEntry {
  const path = moved(entry.path, moves);
  if (isMark(entry)) return { ...MARK, path: whiteoutName(entry.type, path) };
  return entry.type === 'hardlink' ? { ...entry, path, target: moved(entry.target, moves) } : { ...entry, path };
}

const MARK = {
  type: 'file',
  size: 0,
  offset: 0,
  mode: 0,
  uid: 0,
  gid: 0,
  mtime: 0,
  content: `sha256:${'0'.repeat(64)}`,
} as const;
