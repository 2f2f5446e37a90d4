import { type Digest, isDigest } from '@strake/core';
import { OciError } from '../error.ts';
import type { DeviceEntry, EntryMeta } from '../model/index.ts';
import type { IndexEntry, LayerIndex } from './layer.ts';
import { isMark } from './whiteout.ts';

/** Names the encoding: an index of another one is made anew. */
const FORMAT = 'strake layer index 1';

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
}

export function encodeIndexBlob(index: LayerIndex): Uint8Array {
  const { entries, diffId, size } = index;
  const metas = entries.map((entry) => (isMark(entry) ? NO_META : entry));
  const files = entries.filter((entry) => entry.type === 'file');
  const document: Document = {
    format: FORMAT,
    diffId,
    size,
    types: entries.map((entry) => LETTERS[entry.type]).join(''),
    paths: entries.map((entry) => entry.path),
    modes: column(metas.map((meta) => meta.mode)),
    uids: column(metas.map((meta) => meta.uid)),
    gids: column(metas.map((meta) => meta.gid)),
    mtimes: column(metas.map((meta) => meta.mtime)),
    nanoseconds: column(metas.map((meta) => meta.mtimeNs ?? 0)),
    sizes: files.map((file) => file.size),
    offsets: files.map((file) => file.offset),
    contents: files.map((file) => file.content.slice(HEX_START)).join(''),
    targets: entries.flatMap((entry) => ('target' in entry ? [entry.target] : [])),
    devices: entries.flatMap((entry) => ('major' in entry ? [entry.major, entry.minor] : [])),
    xattrs: Object.fromEntries(metas.flatMap((meta, i) => (meta.xattrs ? [[i, meta.xattrs]] : []))),
  };
  return new TextEncoder().encode(JSON.stringify(document));
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
    entries.push(type === 'whiteout' || type === 'opaque' ? { type, path } : entryOf(type, meta(i, path), take));
  }
  return { diffId, size, entries };
}

const HEX_START = 'sha256:'.length;
const HEX_LENGTH = 64;
const NO_META: Omit<EntryMeta, 'path'> = { mode: 0, uid: 0, gid: 0, mtime: 0 };

function column(values: readonly number[]): Column {
  const [first = 0] = values;
  return values.every((value) => value === first) ? first : values;
}

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

function corrupt(cause?: unknown): OciError {
  return new OciError('LAYER_INVALID', 'a stored layer index is corrupt or of another version', { cause });
}
