import type { ByteStream, CreateHasher, Digest } from '@strake/core';
import { OciError } from '../error.ts';
import type { EntryPath, HardlinkEntry } from '../model/index.ts';
import { comparePaths, parseEntryPath } from '../model/index.ts';
import type { LayerEntry } from '../store/layer-store.ts';
import type { BlobWriter } from '../store/store.ts';
import { type AddOptions, type TarWriter, writeTar } from '../tar/write.ts';
import { isHashed } from './hashed-bytes.ts';
import { createIndexBuilder, type IndexBuilder } from './index-builder.ts';
import type { LayerIndex, NamedEntry } from './layer.ts';
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
  const tar = writeTar((writer) => addAll(sortedIfPlain(entries), builder, writer, options), { reuse: true });
  const { digest, size } = await options.store.write(tar, {}, options.signal);
  return { diffId: digest, size, entries: builder.finish() };
}

type AddEntry = (item: EntryWithData) => Promise<void>;

async function addAll(
  entries: AsyncIterable<EntryWithData> | Iterable<EntryWithData>,
  builder: IndexBuilder,
  writer: TarWriter,
  options: WriteLayerOptions,
): Promise<void> {
  const waiting = new Map<EntryPath, EntryWithData[]>();
  const add = createLayerWriter(writer, builder, options);
  const put = async ([given, ...data]: EntryWithData): Promise<void> => {
    const { path } = given;
    await add([given.type === 'hardlink' ? likeFile(given, builder.find(given.target)) : given, ...data]);
    const links = waiting.get(path) ?? [];
    waiting.delete(path);
    for (const link of links) await put(link);
  };
  /** Paths of links that have had to wait. */
  const later = new Set<EntryPath>();
  for await (const item of entries) {
    options.signal?.throwIfAborted();
    const [entry] = item;
    check(entry, builder);
    if (!isMark(entry) && later.has(entry.path)) throw unfit(entry.path, 'given twice');
    if (entry.type !== 'hardlink' || builder.find(entry.target)) {
      await put(item);
      continue;
    }
    later.add(entry.path);
    const links = waiting.get(entry.target);
    if (links) links.push(item);
    else waiting.set(entry.target, [item]);
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
): AsyncIterable<EntryWithData> | Iterable<EntryWithData> {
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
  return async ([entry, data, adding = {}]) => {
    if (isMark(entry)) {
      const marker = { ...MARKER, path: whiteoutName(entry.type, entry.path) };
      builder.add({ ...marker, offset: await writer.add(marker) });
    } else if (entry.type === 'file') {
      builder.add(await addFile(writer, entry, data ?? new Uint8Array(), { ...options, adding }));
    } else {
      await writer.add(entry);
      builder.add(entry);
    }
  };
}

const MARKER = {
  type: 'file',
  size: 0,
  mode: 0,
  uid: 0,
  gid: 0,
  mtime: 0,
  content: 'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
} as const;

/** Files up to this size go through memory in one piece. */
const SMALL = 1024 * 1024;

async function addFile(
  writer: TarWriter,
  entry: LayerEntry & { readonly type: 'file' },
  data: ByteStream | Uint8Array,
  { createHasher, signal, adding }: WriteLayerOptions & { readonly adding: AddOptions },
): Promise<NamedEntry> {
  const { content, size, path } = entry;
  const hashed = content === undefined && isHashed(data) ? data : undefined;
  const hasher = content === undefined && !hashed ? createHasher() : undefined;
  const stored = (digest: Digest | undefined, offset: number): NamedEntry =>
    fileAt(entry, digest ?? hashed?.digest() ?? (hasher as NonNullable<typeof hasher>).digest(), offset);
  const addWhole = (bytes: Uint8Array, options?: AddOptions): Promise<number> => {
    hasher?.update(bytes);
    return writer.add(entry, bytes, options);
  };
  if (data instanceof Uint8Array) return stored(content, await addWhole(data));
  if (size <= SMALL) return stored(content, await inOnePiece(data, size, path, addWhole));
  const offset = await writer.add(
    entry,
    passing(data, (chunk) => hasher?.update(chunk), signal),
    adding,
  );
  return stored(content, offset);
}

/** Field by field: an object that is spread takes half as much again, and there is one for each file. */
function fileAt(entry: LayerEntry & { readonly type: 'file' }, content: Digest, offset: number): NamedEntry {
  const { type, path, mode, uid, gid, mtime, mtimeNs, xattrs, size } = entry;
  const file = { type, path, mode, uid, gid, mtime, size, content, offset };
  if (mtimeNs === undefined && xattrs === undefined) return file;
  return { ...file, ...(mtimeNs === undefined ? {} : { mtimeNs }), ...(xattrs === undefined ? {} : { xattrs }) };
}

/** Adds the data in one piece: their only chunk, or a copy of several. Keeps no chunk. */
async function inOnePiece(
  data: ByteStream,
  size: number,
  path: EntryPath,
  add: (bytes: Uint8Array, options?: AddOptions) => Promise<number>,
): Promise<number> {
  let offset: number | undefined;
  let whole: Uint8Array | undefined;
  let filled = 0;
  for await (const chunk of data) {
    if (chunk.byteLength > size - filled)
      throw unfit(path, `more than the ${size} bytes it should have: it changed while it was read`);
    if (chunk.byteLength === size) offset ??= await add(chunk, { reused: true });
    else (whole ??= new Uint8Array(size)).set(chunk, filled);
    filled += chunk.byteLength;
  }
  return offset ?? add(whole?.subarray(0, filled) ?? new Uint8Array());
}

async function* passing(
  data: ByteStream,
  see: (chunk: Uint8Array) => void,
  signal: AbortSignal | undefined,
): ByteStream {
  for await (const chunk of data) {
    signal?.throwIfAborted();
    see(chunk);
    yield chunk;
  }
}

function unfit(path: EntryPath, why: string): OciError {
  return new OciError('LAYER_INVALID', `entry ${JSON.stringify(path.slice(0, 200))}: ${why}`, { data: { path } });
}
