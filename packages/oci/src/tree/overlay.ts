import type { ByteStream, Digest } from '@strake/core';
import type { IndexedFile, Listing } from '../layer/layer.ts';
import type { DirectoryEntry, Entry, EntryPath, HardlinkEntry, ListedFile } from '../model/index.ts';
import { joinPath, parentPath } from '../model/index.ts';
import { OciError } from '../error.ts';
import { emptyTree } from './empty-tree.ts';
import { type LayerLookup, lookupOf } from './layer-lookup.ts';
import { bareDirectory, isUnsettled, settleIndex } from './settle-index.ts';
import type { OpenOptions, Tree } from './tree.ts';
import { walkTree } from './walk.ts';

/** A layer whose index is at hand, or its listing. */
export interface IndexedLayer<F extends ListedFile = IndexedFile> {
  readonly index: Listing<F>;
  readonly layer: FileContents<F>;
}

/** Where the bytes of the files of a listing come from: the `Layer`, if it is an index. */
export interface FileContents<F extends ListedFile> {
  content(entry: F, signal?: AbortSignal, options?: OpenOptions): ByteStream;
  /** As `Tree.digestOf`, of a file whose entry does not say it. Undefined: nobody knows. */
  digestOf?(entry: F, signal?: AbortSignal): Promise<Digest> | undefined;
  /** As `Tree.readSmall`. */
  readSmall?(entry: F, reader?: object): Uint8Array | undefined;
}

/**
 * The file system that `layers` make, bottom first: whiteouts and opaque markers take away what lies below, directories
 * merge, anything else replaces. Nothing is copied; directories are looked at when somebody asks.
 */
export function overlay<F extends ListedFile = IndexedFile>(layers: readonly IndexedLayer<F>[]): Tree<F> {
  return layTree(settled(layers));
}

function layTree<F extends ListedFile>(layers: readonly IndexedLayer<F>[]): Tree<F> {
  if (layers.length === 0) return emptyTree;
  const stack = layers.map(({ index, layer }) => ({ lookup: lookupOf(index), layer })).toReversed();
  const views = new Map<EntryPath, View<F> | undefined>();
  const view = (directory: EntryPath): View<F> | undefined => {
    if (views.has(directory)) return views.get(directory);
    const above = directory === '' ? stack : view(parentPath(directory))?.parts;
    const made = above && makeView(directory, above);
    views.set(directory, made);
    return made;
  };
  const find = (path: EntryPath): Found<F> | undefined => {
    const parts = path === '' ? [] : (view(parentPath(path))?.parts ?? []);
    for (const part of parts) {
      const entry = part.lookup.entries.get(path);
      if (entry?.type === 'whiteout') return undefined;
      if (entry?.type === 'directory' || (!entry && part.lookup.implied.has(path))) break;
      if (entry) return { entry: entry as Entry<F>, part };
    }
    const directory = view(path);
    return directory && { entry: directory.entry, part: directory.parts[0] as Part<F> };
  };
  /** Who gets an entry often asks for its bytes next. */
  let last: { readonly path: EntryPath; readonly found: Found<F> | undefined } | undefined;
  const findAgain = (path: EntryPath): Found<F> | undefined => {
    if (last?.path !== path) last = { path, found: find(path) };
    return last.found;
  };
  const tree: Tree<F> = {
    get: (path) => {
      const found = findAgain(path);
      return found?.entry.type === 'hardlink' ? published(found.entry, found.part, find) : found?.entry;
    },
    list: (directory) => listView(directory, view(directory), tree),
    walk: (root = '') => walkTree(tree, root),
    open: (path, signal, options) => {
      const { entry, part } = source(path, find);
      return part.layer.content(entry, signal, options);
    },
    digestOf: async (path, signal) => {
      const { entry, part } = source(path, find);
      const digest = entry.content ?? (await part.layer.digestOf?.(entry, signal));
      if (digest === undefined) throw new Error(`nobody knows what ${JSON.stringify(path)} holds`);
      return digest;
    },
    readSmall: (path, reader) => {
      const { entry, part } = source(path, findAgain);
      return part.layer.readSmall?.(entry, reader);
    },
  };
  return tree;
}

/** Layers with indexes that say what directories are which they do not list, where that cannot be seen from below. */
function settled<F extends ListedFile>(layers: readonly IndexedLayer<F>[]): readonly IndexedLayer<F>[] {
  const done: IndexedLayer<F>[] = [];
  for (const item of layers) {
    const bare = lookupOf(item.index).implied.size > 0;
    const below = bare ? layTree([...done]) : emptyTree;
    done.push(bare && isUnsettled(item.index, below) ? { ...item, index: settleIndex(item.index, below) } : item);
  }
  return done;
}

interface Part<F extends ListedFile> {
  readonly lookup: LayerLookup<F>;
  readonly layer: FileContents<F>;
}
interface Found<F extends ListedFile> {
  readonly entry: Entry<F>;
  readonly part: Part<F>;
}
type Find<F extends ListedFile> = (path: EntryPath) => Found<F> | undefined;

/** A directory as the layers show it. */
interface View<F extends ListedFile> {
  readonly entry: DirectoryEntry;
  /** Layers that have a part of it, top first. */
  readonly parts: readonly Part<F>[];
}

/** `above`: the layers that have a part of the parent. An opaque marker hides what the layers below hold, not what they are. */
function makeView<F extends ListedFile>(directory: EntryPath, above: readonly Part<F>[]): View<F> | undefined {
  const parts: Part<F>[] = [];
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

function listView<F extends ListedFile>(
  directory: EntryPath,
  view: View<F> | undefined,
  tree: Tree<F>,
): readonly Entry<F>[] {
  const groups = (view?.parts ?? []).map((part) => part.lookup.children().get(directory) ?? []);
  const [first = []] = groups;
  const names = groups.length === 1 ? first.toSorted() : [...new Set(groups.flat())].sort();
  const entries: Entry<F>[] = [];
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
function published<F extends ListedFile>(link: HardlinkEntry, part: Part<F>, find: Find<F>): Entry<F> {
  const target = linked(link, part);
  if (find(link.target)?.entry === target) return link;
  const first =
    part.lookup
      .links()
      .get(link.target)
      ?.find((path) => isShown(path, part, find)) ?? link.path;
  if (first !== link.path) return { ...link, target: first };
  const { target: _, ...meta } = link;
  const { size, content } = target;
  return { ...meta, type: 'file', size, ...(content === undefined ? {} : { content }) } as Entry<F>;
}

function isShown<F extends ListedFile>(path: EntryPath, part: Part<F>, find: Find<F>): boolean {
  return find(path)?.entry === part.lookup.entries.get(path);
}

/** The file that a link of this layer names. Indexes hold no link without its file. */
function linked<F extends ListedFile>(link: HardlinkEntry, part: Part<F>): F {
  const target = part.lookup.entries.get(link.target);
  if (target?.type === 'file') return target;
  throw new OciError('LAYER_INVALID', `hard link ${link.path}: no file ${link.target} in its layer`);
}

/** Where the bytes of `path` are stored. */
function source<F extends ListedFile>(path: EntryPath, find: Find<F>): { readonly entry: F; readonly part: Part<F> } {
  const found = find(path);
  if (found?.entry.type === 'file') return { entry: found.entry, part: found.part };
  if (found?.entry.type === 'hardlink') return { entry: linked(found.entry, found.part), part: found.part };
  throw new OciError('PATH_NOT_FOUND', `no file ${JSON.stringify(path)} in the tree`, { data: { path } });
}
