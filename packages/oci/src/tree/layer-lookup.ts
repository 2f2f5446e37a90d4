import type { IndexEntry, Listing } from '../layer/layer.ts';
import type { EntryPath, ListedFile } from '../model/index.ts';
import { baseName, parentPath } from '../model/index.ts';

/** One layer's index by path. Built once per index, whatever trees it takes part in. */
export interface LayerLookup<F extends ListedFile = ListedFile> {
  /** Everything but opaque markers. */
  readonly entries: ReadonlyMap<EntryPath, IndexEntry<F>>;
  readonly opaque: ReadonlySet<EntryPath>;
  /** Directories that the layer has no entry for, though for something below them. */
  readonly implied: ReadonlySet<EntryPath>;
  /** Names in each directory, whiteouts among them. */
  children(): ReadonlyMap<EntryPath, readonly string[]>;
  /** Other names of each file. */
  links(): ReadonlyMap<EntryPath, readonly EntryPath[]>;
}

const cache = new WeakMap<Listing, LayerLookup>();

export function lookupOf<F extends ListedFile>(index: Listing<F>): LayerLookup<F> {
  const known = cache.get(index) as LayerLookup<F> | undefined;
  if (known) return known;
  const made = createLookup(index);
  cache.set(index, made);
  return made;
}

function createLookup<F extends ListedFile>(index: Listing<F>): LayerLookup<F> {
  const entries = new Map<EntryPath, IndexEntry<F>>();
  const opaque = new Set<EntryPath>();
  for (const entry of index.entries) {
    if (entry.type === 'opaque') opaque.add(entry.path);
    else entries.set(entry.path, entry);
  }
  const implied = impliedDirectories(index, entries);
  let children: ReadonlyMap<EntryPath, readonly string[]> | undefined;
  let links: ReadonlyMap<EntryPath, readonly EntryPath[]> | undefined;
  return {
    entries,
    opaque,
    implied,
    children: () => (children ??= groupChildren(entries.keys(), implied)),
    links: () => (links ??= groupLinks(index)),
  };
}

function impliedDirectories(index: Listing, entries: ReadonlyMap<EntryPath, IndexEntry<ListedFile>>): Set<EntryPath> {
  const implied = new Set<EntryPath>();
  let last = '';
  for (const { type, path } of index.entries) {
    let parent = type === 'opaque' ? path : parentPath(path);
    if (parent === last) continue;
    last = parent;
    while (parent !== '' && !entries.has(parent) && !implied.has(parent)) {
      implied.add(parent);
      parent = parentPath(parent);
    }
  }
  return implied;
}

function groupChildren(...paths: readonly Iterable<EntryPath>[]): ReadonlyMap<EntryPath, readonly string[]> {
  const children = new Map<EntryPath, string[]>();
  for (const group of paths) {
    for (const path of group) {
      if (path === '') continue;
      const parent = parentPath(path);
      const names = children.get(parent);
      if (names) names.push(baseName(path));
      else children.set(parent, [baseName(path)]);
    }
  }
  return children;
}

function groupLinks(index: Listing): ReadonlyMap<EntryPath, readonly EntryPath[]> {
  const links = new Map<EntryPath, EntryPath[]>();
  for (const entry of index.entries) {
    if (entry.type !== 'hardlink') continue;
    const names = links.get(entry.target);
    if (names) names.push(entry.path);
    else links.set(entry.target, [entry.path]);
  }
  return links;
}
