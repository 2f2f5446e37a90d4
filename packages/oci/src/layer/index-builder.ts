import { OciError } from '../error.ts';
import type { EntryMeta, EntryPath, ListedFile } from '../model/index.ts';
import { comparePaths, isWithin, parentPath } from '../model/index.ts';
import { createLinkFollower, type LinkFollower } from './follow-links.ts';
import type { IndexedFile, IndexEntry, NamedEntry } from './layer.ts';
import { meaningOf } from './whiteout.ts';

/** Makes the entries of an index, or of a listing, of those of a tar in their order. */
export interface IndexBuilder<F extends ListedFile = IndexedFile> {
  /** Throws `LAYER_INVALID` on what no one can unpack. */
  add(entry: NamedEntry<F>): void;
  /** The last entry of that name so far. */
  find(path: EntryPath): NamedEntry<F> | undefined;
  /** Whether there has been a marker for the path. */
  hasMark(kind: 'whiteout' | 'opaque', path: EntryPath): boolean;
  /** Throws `LAYER_INVALID` when something lies below what is no directory. */
  finish(): readonly IndexEntry<F>[];
}

/**
 * The last entry of a name wins; a later non-directory takes what earlier entries put below it. A hard link names the file
 * that had its target's name when it came, whatever that name stands for in the end, and gives it its own owner, mode and
 * time, as Docker's unpacking does; those to what a whiteout of the layer takes away are whiteouts too. What lies below a
 * symlink goes where that leads, unless the layer has listed something there that is no directory; markers do not.
 */
export function createIndexBuilder<F extends ListedFile = IndexedFile>(): IndexBuilder<F> {
  const nodes = new Map<EntryPath, Node>();
  const marks = new Map<EntryPath, Mark>();
  const links = createLinkFollower((path) => (marks.has(path) ? undefined : nodes.get(path)?.entry));
  let order = 0;
  return {
    add: (entry) => {
      order += 1;
      const meaning = meaningOf(entry.path);
      if (meaning.kind === 'whiteout' || meaning.kind === 'opaque') {
        if (marks.get(meaning.path)?.kind !== 'opaque') marks.set(meaning.path, { kind: meaning.kind, order });
        links.changed(entry);
        return;
      }
      const placed = placedBy(links, entry);
      if (isRoot(placed)) return;
      if (isLinkToWhiteout(placed, nodes, marks)) {
        nodes.delete(placed.path);
        marks.set(placed.path, { kind: 'whiteout', order, isLink: true });
        links.changed(placed);
      } else {
        if (marks.get(placed.path)?.isLink) marks.delete(placed.path);
        const before = nodes.get(placed.path);
        nodes.set(placed.path, makeNode(placed, order, meaning.kind === 'hidden', nodes));
        if (before || placed.type !== 'file') links.changed(placed);
      }
    },
    // Files are what they were when they were added.
    find: (path) => nodes.get(path)?.entry as NamedEntry<F> | undefined,
    hasMark: (kind, path) => marks.get(path)?.kind === kind,
    finish: () => publish(settle(nodes, marks)) as readonly IndexEntry<F>[],
  };
}

type Named = NamedEntry<ListedFile & Partial<IndexedFile>>;

interface Node {
  readonly entry: Named;
  readonly order: number;
  readonly hidden: boolean;
  /** What a hard link is another name of: never a link itself. */
  readonly file?: Node;
  /** What the last hard link of a file says of it: unpacking applies it to the one file that both are. */
  latest?: Omit<EntryMeta, 'path' | 'xattrs'>;
}

interface Mark {
  readonly kind: 'whiteout' | 'opaque';
  readonly order: number;
  /** A hard link, which stands where it is itself: like a file it takes what earlier entries put below it. */
  readonly isLink?: true;
}

interface Marker {
  readonly path: EntryPath;
  readonly mark: Mark;
}

/** As it is: there may be a million. */
type Item = Marker | Node;

function pathOf(item: Item): EntryPath {
  return 'mark' in item ? item.path : item.entry.path;
}

function orderOf(item: Item): number {
  return 'mark' in item ? item.mark.order : item.order;
}

/** Whether nothing can be below. */
function isBlocker(item: Item): boolean {
  return 'mark' in item ? item.mark.isLink === true : item.entry.type !== 'directory';
}

/** Whatever a layer says of the root, in an overlay it is 0755 of 0:0, as Docker's. */
function isRoot({ path, type }: Named): boolean {
  if (path !== '') return false;
  if (type !== 'directory') throw unsound(path, 'the root is a directory');
  return true;
}

function placedBy(links: LinkFollower, entry: Named): Named {
  const path = links.place(entry.path);
  const placed = path === entry.path ? entry : { ...entry, path };
  if (placed.type !== 'hardlink') return placed;
  const target = links.place(placed.target);
  return target === placed.target ? placed : { ...placed, target };
}

/** A whiteout is a device where layers are unpacked, and a hard link to it takes away what has the link's name. */
function isLinkToWhiteout(
  entry: Named,
  nodes: ReadonlyMap<EntryPath, Node>,
  marks: ReadonlyMap<EntryPath, Mark>,
): boolean {
  if (entry.type !== 'hardlink' || nodes.has(entry.target)) return false;
  return entry.path !== '' && marks.get(entry.target)?.kind === 'whiteout';
}

function makeNode(entry: Named, order: number, hidden: boolean, nodes: ReadonlyMap<EntryPath, Node>): Node {
  if (entry.type !== 'hardlink') return { entry, order, hidden };
  const target = nodes.get(entry.target);
  if (!target || entry.target === entry.path || target.entry.type === 'directory')
    throw unsound(entry.path, `no file ${JSON.stringify(entry.target)} before this hard link`);
  const file = target.file ?? target;
  const { uid, gid, mtime, mtimeNs = 0 } = entry;
  const { mode } = file.entry.type === 'symlink' ? file.entry : entry;
  file.latest = { mode, uid, gid, mtime, ...(mtimeNs ? { mtimeNs } : {}) };
  const named = file.entry.type === 'file' ? entry : { ...file.entry, path: entry.path };
  return { entry: named, order, hidden, file };
}

/** Everything that is left, in order of paths, markers after the entry of their path. Takes what is not out of `nodes`. */
function settle(nodes: Map<EntryPath, Node>, marks: ReadonlyMap<EntryPath, Mark>): readonly Item[] {
  const items: Item[] = [];
  for (const node of nodes.values()) if (!node.hidden) items.push(node);
  // An overlay ignores that a root is opaque, and so Docker does.
  for (const [path, mark] of marks) if (path !== '') items.push({ path, mark });
  sortByPath(items);
  let blocker: Item | undefined;
  const live = items.filter((item) => {
    const path = pathOf(item);
    const above = blocker && pathOf(blocker);
    if (!blocker || above === undefined || !isWithin(path, above) || path === above) {
      // A marker of the same path comes after its entry, and leaves that what it is.
      if ('mark' in item && above === path) return true;
      blocker = isBlocker(item) ? item : undefined;
      return true;
    }
    if (orderOf(item) > orderOf(blocker))
      throw unsound(path, `it lies below ${JSON.stringify(above)}, which is no directory`);
    if ('entry' in item) nodes.delete(path);
    return false;
  });
  return resolveMarks(live);
}

function sortByPath(items: Item[]): void {
  const rank = (item: Item): number => ('mark' in item ? 1 : 0);
  const compare = (a: Item, b: Item): number => comparePaths(pathOf(a), pathOf(b)) || rank(a) - rank(b);
  const sorted = items.every((item, i) => i === 0 || compare(items[i - 1] as Item, item) < 0);
  if (!sorted) items.sort(compare);
}

/**
 * A whiteout beside a directory says that nothing shows through it, unless the directory is listed after it: that takes its
 * place, as in Docker. Beside anything else it says nothing, and what it takes away needs no markers of its own.
 */
function resolveMarks(items: readonly Item[]): readonly Item[] {
  if (!items.some((item) => 'mark' in item)) return items;
  const there = listedAt(items);
  let gone: EntryPath | undefined;
  return items.flatMap((item): readonly Item[] => {
    if ('entry' in item) return [item];
    const found = there.get(item.path);
    const beside = found === undefined ? item : besideNode(item, found);
    if (gone !== undefined && isWithin(item.path, gone)) return [];
    if (item.mark.kind === 'whiteout' && found === undefined) gone = item.path;
    return beside === undefined ? [] : [beside];
  });
}

/** What a mark says where the layer has something itself. */
function besideNode(item: Marker, found: Node | 'implied'): Item | undefined {
  const isDirectory = found === 'implied' || found.entry.type === 'directory';
  if (item.mark.kind === 'opaque') {
    if (isDirectory) return item;
    throw unsound(item.path, 'an opaque marker in what is no directory');
  }
  const isReplaced = !isDirectory || (found !== 'implied' && found.order > item.mark.order);
  return isReplaced ? undefined : { path: item.path, mark: { ...item.mark, kind: 'opaque' } };
}

/** What the layer has at each path, directories that only hold something among them. */
function listedAt(items: readonly Item[]): ReadonlyMap<EntryPath, Node | 'implied'> {
  const there = new Map<EntryPath, Node | 'implied'>();
  for (const item of items) {
    if ('mark' in item) continue;
    there.set(pathOf(item), item);
    for (let up = parentPath(pathOf(item)); up !== '' && !there.has(up); up = parentPath(up)) there.set(up, 'implied');
  }
  return there;
}

/** Of the names of one file the first in order is the file, the others are links to it. */
function publish(items: readonly Item[]): readonly IndexEntry<ListedFile>[] {
  const linked = new Set<Node>();
  for (const item of items) if ('entry' in item && item.file) linked.add(item.file);
  const firsts = new Map<Node, EntryPath>();
  return items.map((item) => {
    if ('mark' in item) return { type: item.mark.kind, path: item.path };
    const path = pathOf(item);
    const file = item.file ?? item;
    if (!linked.has(file)) return linkOrFile(path, file, undefined);
    const first = firsts.get(file);
    if (first === undefined) firsts.set(file, path);
    return linkOrFile(path, file, first);
  });
}

function linkOrFile(path: EntryPath, { entry, latest }: Node, target: EntryPath | undefined): IndexEntry<ListedFile> {
  const node = latest ? withLatest(entry, latest) : entry;
  if (target === undefined || node.type === 'directory' || node.type === 'hardlink')
    return node.path === path ? node : { ...node, path };
  if (node.type !== 'file') return { ...node, path, sameAs: target };
  const { size: __, content: ___, offset: ____, ...meta } = node;
  return { ...meta, type: 'hardlink', path, target };
}

/** What a file's last hard link says of it takes the place of all it said itself. */
function withLatest({ mtimeNs: _, ...timeless }: Named, latest: NonNullable<Node['latest']>): Named {
  return { ...timeless, ...latest };
}

function unsound(path: EntryPath, why: string): OciError {
  return new OciError('LAYER_INVALID', `layer entry ${JSON.stringify(path.slice(0, 200))}: ${why}`, { data: { path } });
}
