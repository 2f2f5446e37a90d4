import { type Digest, isDigest } from '@strake/core';
import { OciError } from '../error.ts';
import type { DeviceEntry, EntryMeta, EntryPath } from '../model/index.ts';
import type { IndexEntry, LayerIndex } from './layer.ts';
import { isMark } from './whiteout.ts';

/** Names the encoding: an index of another one is made anew. */
const FORMAT = 'strake layer index 3';

const LETTERS = {
  file: 'f',
  directory: 'd',
  symlink: 'l',
  hardlink: 'h',
  'character-device': 'c',
  'block-device': 'b',
  fifo: 'p',
  whiteout: 'w',
  opaque: 'o',
} as const satisfies Record<IndexEntry['type'], string>;
const TYPES: ReadonlyMap<string, IndexEntry['type']> = new Map(
  Object.entries(LETTERS).map(([type, letter]) => [letter, type as IndexEntry['type']]),
);

/** A column of numbers; one number when all are the same. */
type Column = number | readonly number[];

/**
 * An index by columns: parsing is mostly the parsing of long strings and number arrays. `types` has one letter per entry,
 * `contents` 64 hex digits per file. Columns after `mtimes` have a cell only for the entries they are about.
 */
interface Document {
  readonly format: typeof FORMAT;
  readonly diffId: Digest;
  readonly size: number;
  readonly types: string;
  readonly paths: readonly string[];
  readonly modes: Column;
  readonly uids: Column;
  readonly gids: Column;
  readonly mtimes: Column;
  readonly nanoseconds: Column;
  readonly sizes: readonly number[];
  readonly offsets: readonly number[];
  readonly contents: string;
  readonly targets: readonly string[];
  readonly devices: readonly number[];
  /** By position of the entry. */
  readonly xattrs: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** By position of the entry: `sameAs`. */
  readonly sameAs: Readonly<Record<string, EntryPath>>;
}

/** The document of an index, in pieces: as a whole it is larger than the index. */
export function* encodeIndexBlob(index: LayerIndex): Generator<Uint8Array> {
  const encoder = new TextEncoder();
  let text = '';
  for (const part of encodeDocument(index)) {
    text += part;
    if (text.length < PIECE) continue;
    yield encoder.encode(text);
    text = '';
  }
  yield encoder.encode(text);
}

/** Characters that are encoded at once. */
const PIECE = 64 * 1024;

function* encodeDocument({ entries, diffId, size }: LayerIndex): Generator<string> {
  yield `{"format":${JSON.stringify(FORMAT)},"diffId":${JSON.stringify(diffId)},"size":${size},"types":"`;
  for (const { type } of entries) yield LETTERS[type];
  yield '","paths":';
  yield* encodeArray(entries, ({ path }) => JSON.stringify(path));
  for (const [name, cellOf] of COLUMNS) {
    yield `,"${name}":`;
    yield* encodeColumn(entries, cellOf);
  }
  yield ',"sizes":';
  yield* encodeArray(entries, (entry) => (entry.type === 'file' ? String(entry.size) : undefined));
  yield ',"offsets":';
  yield* encodeArray(entries, (entry) => (entry.type === 'file' ? String(entry.offset) : undefined));
  yield ',"contents":"';
  for (const entry of entries) if (entry.type === 'file') yield entry.content.slice(HEX_START);
  yield '","targets":';
  yield* encodeArray(entries, (entry) => ('target' in entry ? JSON.stringify(entry.target) : undefined));
  yield ',"devices":';
  yield* encodeArray(entries, (entry) => ('major' in entry ? `${entry.major},${entry.minor}` : undefined));
  const xattrs = entries.flatMap((entry, i) => (isMark(entry) || !entry.xattrs ? [] : [[i, entry.xattrs] as const]));
  yield `,"xattrs":${JSON.stringify(Object.fromEntries(xattrs))}`;
  const sameAs = entries.flatMap((entry, i) => ('sameAs' in entry ? [[i, entry.sameAs] as const] : []));
  yield `,"sameAs":${JSON.stringify(Object.fromEntries(sameAs))}}`;
}

/** Columns with a cell for every entry. */
const COLUMNS: readonly (readonly [name: string, cellOf: (meta: Omit<EntryMeta, 'path'>) => number])[] = [
  ['modes', (meta) => meta.mode],
  ['uids', (meta) => meta.uid],
  ['gids', (meta) => meta.gid],
  ['mtimes', (meta) => meta.mtime],
  ['nanoseconds', (meta) => meta.mtimeNs ?? 0],
];

function* encodeColumn(
  entries: readonly IndexEntry[],
  cellOf: (meta: Omit<EntryMeta, 'path'>) => number,
): Generator<string> {
  const numberOf = (entry: IndexEntry): number => cellOf(isMark(entry) ? NO_META : entry);
  const first = entries[0] === undefined ? 0 : numberOf(entries[0]);
  if (entries.every((entry) => numberOf(entry) === first)) yield String(first);
  else yield* encodeArray(entries, (entry) => String(numberOf(entry)));
}

/** The entries for which there is a text. */
function* encodeArray(
  entries: readonly IndexEntry[],
  textOf: (entry: IndexEntry) => string | undefined,
): Generator<string> {
  yield '[';
  let isFirst = true;
  for (const entry of entries) {
    const text = textOf(entry);
    if (text === undefined) continue;
    yield isFirst ? text : `,${text}`;
    isFirst = false;
  }
  yield ']';
}

/** Throws `LAYER_INVALID` when the blob is no index of this format. */
export function decodeIndexBlob(blob: Uint8Array): LayerIndex {
  try {
    return assemble(parse(blob));
  } catch (cause) {
    throw cause instanceof OciError ? cause : corrupt(cause);
  }
}

function assemble(document: Document): LayerIndex {
  const { diffId, size, types, paths } = document;
  const take = createCursor(document);
  const meta = columns(document);
  const entries: IndexEntry[] = [];
  for (let i = 0; i < paths.length; i += 1) {
    const type = TYPES.get(types[i] ?? '');
    const path = paths[i];
    if (type === undefined || path === undefined) throw corrupt();
    const sameAs = document.sameAs[i];
    const entry = type === 'whiteout' || type === 'opaque' ? { type, path } : entryOf(type, meta(i, path), take);
    entries.push(sameAs === undefined ? entry : withSameAs(entry, sameAs));
  }
  return { diffId, size, entries };
}

const HEX_START = 'sha256:'.length;
const HEX_LENGTH = 64;
const NO_META: Omit<EntryMeta, 'path'> = { mode: 0, uid: 0, gid: 0, mtime: 0 };

function parse(blob: Uint8Array): Document {
  const document = JSON.parse(new TextDecoder().decode(blob)) as Document;
  const { format, diffId, types, paths, sizes, contents } = document;
  if (format !== FORMAT || !isDigest(diffId) || types.length !== paths.length) throw corrupt();
  if (contents.length !== sizes.length * HEX_LENGTH) throw corrupt();
  return document;
}

function columns({ modes, uids, gids, mtimes, nanoseconds, xattrs }: Document): (i: number, path: string) => EntryMeta {
  const hasXattrs = Object.keys(xattrs).length > 0;
  return (i, path) => {
    const meta = { path, mode: cell(modes, i), uid: cell(uids, i), gid: cell(gids, i), mtime: cell(mtimes, i) };
    const mtimeNs = cell(nanoseconds, i);
    const attributes = hasXattrs ? xattrs[i] : undefined;
    if (mtimeNs === 0 && !attributes) return meta;
    return { ...meta, ...(mtimeNs === 0 ? {} : { mtimeNs }), ...(attributes ? { xattrs: attributes } : {}) };
  };
}

function cell(column: Column, i: number): number {
  return typeof column === 'number' ? column : (column[i] ?? 0);
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw corrupt();
  return value;
}

interface Cursor {
  file(): { readonly size: number; readonly offset: number; readonly content: Digest };
  target(): string;
  device(): { readonly major: number; readonly minor: number };
}

function createCursor({ sizes, offsets, contents, targets, devices }: Document): Cursor {
  let files = 0;
  let links = 0;
  let numbers = 0;
  return {
    file: () => {
      const hex = contents.slice(files * HEX_LENGTH, (files + 1) * HEX_LENGTH);
      const file = { size: present(sizes[files]), offset: present(offsets[files]), content: `sha256:${hex}` as const };
      files += 1;
      return file;
    },
    target: () => present(targets[links++]),
    device: () => ({ major: present(devices[numbers++]), minor: present(devices[numbers++]) }),
  };
}

function entryOf(type: Exclude<IndexEntry['type'], 'whiteout' | 'opaque'>, meta: EntryMeta, take: Cursor): IndexEntry {
  if (type === 'file') return { type, ...meta, ...take.file() };
  if (type === 'symlink' || type === 'hardlink') return { type, ...meta, target: take.target() };
  if (type === 'character-device' || type === 'block-device')
    return { type, ...meta, ...take.device() } satisfies DeviceEntry;
  return { type, ...meta };
}

function withSameAs(entry: IndexEntry, sameAs: EntryPath): IndexEntry {
  switch (entry.type) {
    case 'symlink':
    case 'fifo':
    case 'character-device':
    case 'block-device':
      return { ...entry, sameAs };
    default:
      throw corrupt();
  }
}

function corrupt(cause?: unknown): OciError {
  return new OciError('LAYER_INVALID', 'a stored layer index is corrupt or of another version', { cause });
}
