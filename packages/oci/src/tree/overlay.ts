import type { Layer, LayerIndex } from '../layer/layer.ts';
import type { DirectoryEntry, Entry, EntryPath, FileEntry, HardlinkEntry } from '../model/index.ts';
import { joinPath, parentPath } from '../model/index.ts';
import { OciError } from '../error.ts';
import { emptyTree } from './empty-tree.ts';
import { type LayerLookup, lookupOf } from './layer-lookup.ts';
import { bareDirectory, isUnsettled, settleIndex } from './settle-index.ts';
import type { Tree } from './tree.ts';
import { walkTree } from './walk.ts';

/** A layer whose index is at hand. */
export interface IndexedLayer {
  readonly index: LayerIndex;
  readonly layer: Layer;
}

/**
 * The file system that `layers` make, bottom first: whiteouts and opaque markers take away what lies below, directories
 * merge, anything else replaces. Nothing is copied; directories are looked at when somebody asks.
 */
export function overlay(layers: readonly IndexedLayer[]): Tree {
  return layTree(settled(layers));
}

function layTree(layers: readonly IndexedLayer[]): Tree {
  if (layers.length === 0) return emptyTree;
  const stack = layers.map(({ index, layer }) => ({ lookup: lookupOf(index), layer })).toReversed();
  const views = new Map<EntryPath, View | undefined>();
  const view = (directory: EntryPath): View | undefined => {
    if (views.has(directory)) return views.get(directory);
    const above = directory === '' ? stack : view(parentPath(directory))?.parts;
    const made = above && makeView(directory, above);
    views.set(directory, made);
    return made;
  };
  const find = (path: EntryPath): Found | undefined => {
    const parts = path === '' ? [] : (view(parentPath(path))?.parts ?? []);
    for (const part of parts) {
      const entry = part.lookup.entries.get(path);
      if (entry?.type === 'whiteout') return undefined;
      if (entry?.type === 'directory' || (!entry && part.lookup.implied.has(path))) break;
      if (entry) return { entry: entry as Entry, part };
    }
    const directory = view(path);
    return directory && { entry: directory.entry, part: directory.parts[0] as Part };
  };
  const tree: Tree = {
    get: (path) => {
      const found = find(path);
      return found?.entry.type === 'hardlink' ? published(found.entry, found.part, find) : found?.entry;
    },
    list: (directory) => listView(directory, view(directory), tree),
    walk: (root = '') => walkTree(tree, root),
    open: (path, signal, options) => {
      const { entry, part } = source(path, find);
      return part.layer.content(entry, signal, options);
    },
    readSmall: (path) => {
      const { entry, part } = source(path, find);
      return part.layer.readSmall?.(entry);
    },
  };
  return tree;
}

/** Layers with indexes that say what directories are which they do not list, where that cannot be seen from below. */
function settled(layers: readonly IndexedLayer[]): readonly IndexedLayer[] {
  const done: IndexedLayer[] = [];
  for (const item of layers) {
    const bare = lookupOf(item.index).implied.size > 0;
    const below = bare ? layTree([...done]) : emptyTree;
    done.push(bare && isUnsettled(item.index, below) ? { ...item, index: settleIndex(item.index, below) } : item);
  }
  return done;
}

interface Part {
  readonly lookup: LayerLookup;
  readonly layer: Layer;
}
interface Found {
  readonly entry: Entry;
  readonly part: Part;
}
type Find = (path: EntryPath) => Found | undefined;
type StoredFile = FileEntry & { readonly offset: number };

/** A directory as the layers show it. */
interface View {
  readonly entry: DirectoryEntry;
  /** Layers that have a part of it, top first. */
  readonly parts: readonly Part[];
}

/** `above`: the layers that have a part of the parent. An opaque marker hides what the layers below hold, not what they are. */
function makeView(directory: EntryPath, above: readonly Part[]): View | undefined {
  const parts: Part[] = [];
  let entry: DirectoryEntry | undefined;
  let hidden = false;
  for (const part of above) {
    const { entries, implied, opaque } = part.lookup;
    const found = entries.get(directory);
    if (found && found.type !== 'directory') break;
    if (!hidden && (found || implied.has(directory) || directory === '')) parts.push(part);
    entry ??= found;
    hidden ||= opaque.has(directory);
    if (hidden && entry) break;
  }
  return parts.length === 0 ? undefined : { entry: entry ?? bareDirectory(directory), parts };
}

function listView(directory: EntryPath, view: View | undefined, tree: Tree): readonly Entry[] {
  const groups = (view?.parts ?? []).map((part) => part.lookup.children().get(directory) ?? []);
  const [first = []] = groups;
  const names = groups.length === 1 ? first.toSorted() : [...new Set(groups.flat())].sort();
  const entries: Entry[] = [];
  for (const name of names) {
    const entry = tree.get(joinPath(directory, name));
    if (entry) entries.push(entry);
  }
  return entries;
}

/**
 * A hard link as the tree shows it: as it is while its file is visible; else the first visible link of the file's takes
 * its place and the others point to that one.
 */
function published(link: HardlinkEntry, part: Part, find: Find): Entry {
  const target = linked(link, part);
  if (find(link.target)?.entry === target) return link;
  const first =
    part.lookup
      .links()
      .get(link.target)
      ?.find((path) => isShown(path, part, find)) ?? link.path;
  if (first !== link.path) return { ...link, target: first };
  const { target: _, ...meta } = link;
  return { ...meta, type: 'file', size: target.size, content: target.content };
}

function isShown(path: EntryPath, part: Part, find: Find): boolean {
  return find(path)?.entry === part.lookup.entries.get(path);
}

/** The file that a link of this layer names. Indexes hold no link without its file. */
function linked(link: HardlinkEntry, part: Part): StoredFile {
  const target = part.lookup.entries.get(link.target);
  if (target?.type === 'file') return target;
  throw new OciError('LAYER_INVALID', `hard link ${link.path}: no file ${link.target} in its layer`);
}

/** Where the bytes of `path` are stored. */
function source(path: EntryPath, find: Find): { readonly entry: StoredFile; readonly part: Part } {
  const found = find(path);
  if (found?.entry.type === 'file') return { entry: found.entry as StoredFile, part: found.part };
  if (found?.entry.type === 'hardlink') return { entry: linked(found.entry, found.part), part: found.part };
  throw new OciError('PATH_NOT_FOUND', `no file ${JSON.stringify(path)} in the tree`, { data: { path } });
}
