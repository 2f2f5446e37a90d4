import { bytes, type ByteStream } from '@strake/core';
import * as fc from 'fast-check';
import { digestOf } from '../hash/sha256.ts';
import type { EntryMeta, EntryPath } from '../model/index.ts';
import { decodeName, joinPath, parseEntryPath } from '../model/index.ts';
import type { LayerEntry } from '../store/layer-store.ts';

/** Names that a directory may hold: short ones that collide often, and any bytes that a file system takes. */
export function entryNames(): fc.Arbitrary<string> {
  const bytesOf = fc.uint8Array({ minLength: 1, maxLength: 60 }).map(decodeName);
  const any = fc.oneof(bytesOf, fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }));
  return fc
    .oneof({ weight: 3, arbitrary: fc.constantFrom('a', 'b', 'c', 'a-b', 'ä', 'x'.repeat(101)) }, any)
    .filter((name) => !name.includes('/') && !name.startsWith('.wh.') && isClean(name));
}

/** Paths of one to four names. */
export function entryPaths(): fc.Arbitrary<EntryPath> {
  return fc.array(entryNames(), { minLength: 1, maxLength: 4 }).map((names) => names.join('/'));
}

/** An entry of a layer and, for a file, its bytes. */
export type LayerItem = readonly [LayerEntry, Uint8Array?];

/**
 * Entries that make a layer: parents before children, nothing below what is no directory, links after their files,
 * whiteouts and opaque markers now and then. `whiteouts: false` for a bottom layer.
 */
export function layerEntries(options: { readonly whiteouts?: boolean } = {}): fc.Arbitrary<readonly LayerItem[]> {
  const kinds = fc.array(fc.tuple(entryPaths(), nodes(options.whiteouts ?? true)), { maxLength: 12 });
  return kinds.map((list) => arrange(list));
}

/** The items as a layer store takes them, with streams for bytes and, when asked, digests of content. */
export function withContents(items: readonly LayerItem[], known = false): (readonly [LayerEntry, ByteStream?])[] {
  return items.map(([entry, data]) => {
    if (entry.type !== 'file' || !data) return [entry];
    return [known ? { ...entry, content: digestOf(data) } : entry, bytes(data)];
  });
}

type Node =
  | { readonly kind: 'file'; readonly data: Uint8Array; readonly meta: Meta }
  | { readonly kind: 'directory' | 'fifo'; readonly meta: Meta }
  | { readonly kind: 'symlink'; readonly target: string; readonly meta: Meta }
  | { readonly kind: 'device'; readonly major: number; readonly minor: number; readonly meta: Meta }
  | { readonly kind: 'hardlink'; readonly pick: number; readonly meta: Meta }
  | { readonly kind: 'whiteout' | 'opaque' };
type Meta = Omit<EntryMeta, 'path'>;

function metas(): fc.Arbitrary<Meta> {
  const id = fc.oneof(fc.constantFrom(0, 1000), fc.integer({ min: 0, max: 2 ** 32 - 2 }));
  const time = fc.oneof(fc.constant(0), fc.integer({ min: -(2 ** 40), max: 2 ** 40 }));
  const value = fc.uint8Array({ maxLength: 30 }).map((data) => String.fromCharCode(...data));
  const name = fc.constantFrom('security.capability', 'user.a', 'user.ä');
  const mode = fc.oneof(fc.constantFrom(0o644, 0o755, 0), fc.integer({ min: 0, max: 0o7777 }));
  const base = fc.record({ mode, uid: id, gid: id, mtime: time });
  const nanoseconds = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 999_999_999 }));
  const xattrs = fc.oneof({ weight: 4, arbitrary: fc.constant({}) }, fc.dictionary(name, value, { maxKeys: 2 }));
  return fc.tuple(base, nanoseconds, xattrs).map(([meta, mtimeNs, attributes]) => ({
    ...meta,
    ...(mtimeNs ? { mtimeNs } : {}),
    ...(Object.keys(attributes).length > 0 ? { xattrs: { ...attributes } } : {}),
  }));
}

function nodes(whiteouts: boolean): fc.Arbitrary<Node> {
  const data = fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.uint8Array({ minLength: 500, maxLength: 1100 }));
  const target = fc.oneof(fc.constantFrom('a', '../b', '/a/b', 'x'.repeat(130)), entryPaths());
  const marks: fc.Arbitrary<Node> = fc.record({ kind: fc.constantFrom('whiteout', 'opaque') });
  return fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('file'), data, meta: metas() }) as fc.Arbitrary<Node> },
    { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('directory', 'fifo'), meta: metas() }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('symlink'), target, meta: metas() }) as fc.Arbitrary<Node> },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('hardlink'), pick: fc.nat(), meta: metas() }) as fc.Arbitrary<Node>,
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('device'),
        major: fc.nat(4095),
        minor: fc.nat(2 ** 20 - 1),
        meta: metas(),
      }) as fc.Arbitrary<Node>,
    },
    ...(whiteouts ? [{ weight: 2, arbitrary: marks }] : []),
  );
}

/** Takes nodes in turn and leaves out what does not fit those before. */
function arrange(list: readonly (readonly [EntryPath, Node])[]): readonly LayerItem[] {
  const items = new Map<string, LayerItem>();
  const files: EntryPath[] = [];
  for (const [path, node] of list) {
    if (!fits(path, items)) continue;
    addParents(path, items);
    const item = itemOf(path, node, files);
    if (!item) continue;
    items.set(path, item);
    if (item[0].type === 'file') files.push(path);
  }
  return [...items.values()];
}

/** Free, and nothing on the way to it but directories. */
function fits(path: EntryPath, items: ReadonlyMap<string, LayerItem>): boolean {
  if (items.has(path)) return false;
  const names = path.split('/');
  return names.every((_, depth) => {
    const above = items.get(names.slice(0, depth).join('/'));
    return depth === 0 || !above || above[0].type === 'directory';
  });
}

function addParents(path: EntryPath, items: Map<string, LayerItem>): void {
  const names = path.split('/').slice(0, -1);
  let parent = '';
  for (const name of names) {
    parent = joinPath(parent, name);
    if (!items.has(parent))
      items.set(parent, [{ type: 'directory', path: parent, mode: 0o755, uid: 0, gid: 0, mtime: 1 }]);
  }
}

function itemOf(path: EntryPath, node: Node, files: readonly EntryPath[]): LayerItem | undefined {
  if (!('meta' in node)) return [{ type: node.kind, path }];
  const meta = { ...node.meta, path };
  if (node.kind === 'file') return [{ type: 'file', ...meta, size: node.data.byteLength }, node.data];
  if (node.kind === 'symlink') return [{ type: 'symlink', ...meta, target: node.target }];
  if (node.kind === 'device') return [{ type: 'character-device', ...meta, major: node.major, minor: node.minor }];
  if (node.kind !== 'hardlink') return [{ type: node.kind, ...meta }];
  const target = files[node.pick % Math.max(files.length, 1)];
  return target === undefined ? undefined : [{ type: 'hardlink', ...meta, target }];
}

function isClean(name: string): boolean {
  const path = parseEntryPath(name);
  return path.ok && path.value === name;
}
