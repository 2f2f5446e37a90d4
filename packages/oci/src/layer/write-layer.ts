import type { ByteStream, CreateHasher } from '@strake/core';
import type { EntryPath, HardlinkEntry } from '../model/index.ts';
import { comparePaths, parseEntryPath } from '../model/index.ts';
import type { LayerEntry } from '../store/layer-store.ts';
import type { BlobWriter } from '../store/store.ts';
import { type AddOptions, type TarWriter, writeTar } from '../tar/write.ts';
import { addFile } from './add-file.ts';
import { createIndexBuilder, type IndexBuilder } from './index-builder.ts';
import type { LayerIndex, NamedEntry } from './layer.ts';
import { unfit } from './unfit.ts';
import { isMark, meaningOf, whiteoutName } from './whiteout.ts';

/** An entry and, for a file, its bytes; whether their memory is used again tells whether large chunks are copied. */
export type EntryWithData = readonly [LayerEntry, (ByteStream | Uint8Array | undefined)?, AddOptions?];

export interface WriteLayerOptions {
  readonly store: BlobWriter;
  readonly createHasher: CreateHasher;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Writes entries as a layer's uncompressed tar into the store and gives its index. One pass: each byte goes through the
 * hash of the tar and, when an entry does not say its `content`, through one of its own. Entries of a plain iterable are
 * sorted first, those of an async one are written as they come; a hard link waits for its file and takes its metadata.
 * Throws `LAYER_INVALID` on two entries of one path, on names that layers reserve, and on data of another size.
 */
export async function writeLayer(
  entries: AsyncIterable<EntryWithData> | Iterable<EntryWithData>,
  options: WriteLayerOptions,
): Promise<LayerIndex> {
  const builder = createIndexBuilder();
  const given = sortedIfPlain(entries);
  /** Bytes of files that have been given. */
  let expected = 0;
  const expect = ([entry]: EntryWithData): void => void (expected += entry.type === 'file' ? entry.size : 0);
  if (Array.isArray(given)) given.forEach(expect);
  const see = Array.isArray(given) ? undefined : expect;
  const tar = writeTar((writer) => addAll(given, builder, writer, { ...options, see }), { reuse: true });
  const { digest, size } = await options.store.write(tar, { expected: () => expected }, options.signal);
  return { diffId: digest, size, entries: builder.finish() };
}

/** Undefined where nothing has to wait: a promise for each of many small files takes longer than writing it. */
type Waiting = Promise<void> | undefined;
type AddEntry = (item: EntryWithData) => Waiting;

async function addAll(
  entries: AsyncIterable<EntryWithData> | Iterable<EntryWithData>,
  builder: IndexBuilder,
  writer: TarWriter,
  { see, ...options }: WriteLayerOptions & { readonly see: ((item: EntryWithData) => void) | undefined },
): Promise<void> {
  const waiting = new Map<EntryPath, EntryWithData[]>();
  const write = createLayerWriter(writer, builder, options);
  const putLinks = async (written: Waiting, path: EntryPath): Promise<void> => {
    await written;
    const links = waiting.get(path) ?? [];
    waiting.delete(path);
    for (const link of links) await put(link);
  };
  const put: AddEntry = (item) => {
    const [given] = item;
    const { path } = given;
    const written = write(given.type === 'hardlink' ? [likeFile(given, builder.find(given.target))] : item);
    return waiting.size > 0 && waiting.has(path) ? putLinks(written, path) : written;
  };
  /** Paths of links that have had to wait. */
  const later = new Set<EntryPath>();
  const add: AddEntry = (item) => {
    const [entry] = item;
    check(entry, builder);
    if (later.size > 0 && !isMark(entry) && later.has(entry.path)) throw unfit(entry.path, 'given twice');
    if (entry.type !== 'hardlink' || builder.find(entry.target)) return put(item);
    later.add(entry.path);
    const links = waiting.get(entry.target);
    if (links) links.push(item);
    else waiting.set(entry.target, [item]);
    return undefined;
  };
  for await (const item of entries) {
    see?.(item);
    const added = add(item);
    if (added === undefined) continue;
    await added;
    options.signal?.throwIfAborted();
  }
  for (const [target, [link]] of waiting)
    throw unfit(link?.[0].path ?? '', `hard link to ${JSON.stringify(target)}, which is not in the layer`);
}

/** Names of one file have one set of metadata: who unpacks may apply the last. */
function likeFile(link: HardlinkEntry, file: NamedEntry | undefined): HardlinkEntry {
  if (!file) throw new Error('a hard link before its file');
  const { mode, uid, gid, mtime, mtimeNs, xattrs } = file;
  const { path, target, type } = link;
  return { type, path, target, mode, uid, gid, mtime, ...(mtimeNs && { mtimeNs }), ...(xattrs && { xattrs }) };
}

function sortedIfPlain(
  entries: AsyncIterable<EntryWithData> | Iterable<EntryWithData>,
): AsyncIterable<EntryWithData> | EntryWithData[] {
  if (Symbol.asyncIterator in entries) return entries;
  return [...entries].sort(([a], [b]) => comparePaths(a.path, b.path) || rank(a) - rank(b));
}

function rank(entry: LayerEntry): number {
  return isMark(entry) ? 1 : 0;
}

function check(entry: LayerEntry, builder: IndexBuilder): void {
  const { path, type } = entry;
  const parsed = parseEntryPath(path === '' ? '/' : path);
  if (!parsed.ok || parsed.value !== path) throw unfit(path, parsed.ok ? 'not a clean path' : parsed.message);
  if (meaningOf(path).kind !== 'entry') throw unfit(path, 'names that begin with ".wh." mean removal in layers');
  if (isMark(entry) ? builder.hasMark(entry.type, path) : builder.find(path)) throw unfit(path, 'given twice');
  if (type === 'whiteout' && path === '') throw unfit(path, 'the root cannot be removed');
}

function createLayerWriter(writer: TarWriter, builder: IndexBuilder, options: WriteLayerOptions): AddEntry {
  const list = (entry: NamedEntry): undefined => void builder.add(entry);
  return ([entry, data = NO_DATA, adding]) => {
    if (entry.type === 'file') {
      const added = addFile(writer, entry, data, options, adding);
      return added instanceof Promise ? added.then(list) : list(added);
    }
    const named = isMark(entry) ? { ...MARKER, path: whiteoutName(entry.type, entry.path) } : entry;
    const offset = writer.add(named);
    const at = (start: number): NamedEntry => (named.type === 'file' ? { ...named, offset: start } : named);
    return offset instanceof Promise ? offset.then((start) => list(at(start))) : list(at(offset));
  };
}

const NO_DATA = new Uint8Array();

const MARKER = {
  type: 'file',
  size: 0,
  mode: 0,
  uid: 0,
  gid: 0,
  mtime: 0,
  content: 'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
} as const;
