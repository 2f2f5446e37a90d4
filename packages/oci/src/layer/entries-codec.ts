import { OciError } from '../error.ts';
import type { DeviceEntry, EntryMeta, EntryPath, ListedFile } from '../model/index.ts';
import type { IndexEntry } from './layer.ts';
import { isMark } from './whiteout.ts';

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
 * Entries by columns: parsing is mostly the parsing of long strings and number arrays. `types` has one letter per entry.
 * Columns after `mtimes` have a cell only for the entries they are about.
 */
export interface EntryColumns {
  readonly types: string;
  readonly paths: readonly string[];
  readonly modes: Column;
  readonly uids: Column;
  readonly gids: Column;
  readonly mtimes: Column;
  readonly nanoseconds: Column;
  readonly sizes: readonly number[];
  readonly targets: readonly string[];
  readonly devices: readonly number[];
  /** By position of the entry. */
  readonly xattrs: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** By position of the entry: `sameAs`. */
  readonly sameAs: Readonly<Record<string, EntryPath>>;
}

type Entries = readonly IndexEntry<ListedFile>[];

/** A document in pieces: as a whole it is larger than the entries. */
export function* encodePieces(document: Iterable<string>): Generator<Uint8Array> {
  const encoder = new TextEncoder();
  let text = '';
  for (const part of document) {
    text += part;
    if (text.length < PIECE) continue;
    yield encoder.encode(text);
    text = '';
  }
  yield encoder.encode(text);
}

/** Characters that are encoded at once. */
const PIECE = 64 * 1024;

/** `EntryColumns` as members of a JSON object. */
export function* encodeColumns(entries: Entries): Generator<string> {
  yield '"types":"';
  yield* encodeCells(entries, '', ({ type }) => LETTERS[type]);
  yield '","paths":';
  yield* encodeArray(entries, ({ path }) => JSON.stringify(path));
  for (const [name, cellOf] of COLUMNS) {
    yield `,"${name}":`;
    yield* encodeColumn(entries, cellOf);
  }
  yield ',"sizes":';
  yield* encodeArray(entries, (entry) => (entry.type === 'file' ? String(entry.size) : undefined));
  yield ',"targets":';
  yield* encodeArray(entries, (entry) => ('target' in entry ? JSON.stringify(entry.target) : undefined));
  yield ',"devices":';
  yield* encodeArray(entries, (entry) => ('major' in entry ? `${entry.major},${entry.minor}` : undefined));
  yield `,"xattrs":${encodeByPosition(entries, (entry) => (isMark(entry) ? undefined : entry.xattrs))}`;
  yield `,"sameAs":${encodeByPosition(entries, (entry) => ('sameAs' in entry ? entry.sameAs : undefined))}`;
}

function encodeByPosition(entries: Entries, valueOf: (entry: Entries[number]) => unknown): string {
  const values: Record<number, unknown> = {};
  let position = 0;
  for (const entry of entries) {
    const value = valueOf(entry);
    if (value !== undefined) values[position] = value;
    position += 1;
  }
  return JSON.stringify(values);
}

/** Columns with a cell for every entry. */
const COLUMNS: readonly (readonly [name: string, cellOf: (meta: Omit<EntryMeta, 'path'>) => number])[] = [
  ['modes', (meta) => meta.mode],
  ['uids', (meta) => meta.uid],
  ['gids', (meta) => meta.gid],
  ['mtimes', (meta) => meta.mtime],
  ['nanoseconds', (meta) => meta.mtimeNs ?? 0],
];

function* encodeColumn(entries: Entries, cellOf: (meta: Omit<EntryMeta, 'path'>) => number): Generator<string> {
  const numberOf = (entry: Entries[number]): number => cellOf(isMark(entry) ? NO_META : entry);
  const first = entries[0] === undefined ? 0 : numberOf(entries[0]);
  if (entries.every((entry) => numberOf(entry) === first)) yield String(first);
  else yield* encodeArray(entries, (entry) => String(numberOf(entry)));
}

const NO_META: Omit<EntryMeta, 'path'> = { mode: 0, uid: 0, gid: 0, mtime: 0 };

/** What is written of an entry; undefined: nothing. */
type TextOf<E> = (entry: E) => string | undefined;

export function* encodeArray<E>(entries: readonly E[], textOf: TextOf<E>): Generator<string> {
  yield '[';
  yield* encodeCells(entries, ',', textOf);
  yield ']';
}

/** What is written of all entries, many at a time, joined at once: ropes of them would be as large as the entries. */
export function* encodeCells<E>(entries: readonly E[], separator: string, textOf: TextOf<E>): Generator<string> {
  let cells: string[] = [];
  for (const entry of entries) {
    const cell = textOf(entry);
    if (cell === undefined) continue;
    if (cells.length === JOINED) {
      yield cells.join(separator) + separator;
      cells = [];
    }
    cells.push(cell);
  }
  yield cells.join(separator);
}

/** Cells that are joined at once. */
const JOINED = 512;

/** Makes the `n`th file, counted from 0, of what all know of theirs. */
export type FileAt<F extends ListedFile> = (meta: EntryMeta, size: number, n: number) => F;

/** Parses a document whose `format` is as given. Throws `LAYER_INVALID` when it is not, or holds other than `read` takes. */
export function decodeDocument<D extends EntryColumns & { readonly format: string }, T>(
  blob: Uint8Array,
  format: D['format'],
  read: (document: D) => T,
): T {
  try {
    const document = JSON.parse(new TextDecoder().decode(blob)) as D;
    if (document.format !== format || document.types.length !== document.paths.length) throw corrupt();
    return read(document);
  } catch (cause) {
    throw cause instanceof OciError ? cause : corrupt(cause);
  }
}

export function decodeColumns<F extends ListedFile>(
  columns: EntryColumns,
  fileAt: FileAt<F>,
): readonly IndexEntry<F>[] {
  const { types, paths } = columns;
  const take = createCursor(columns, fileAt);
  const meta = metaColumns(columns);
  const entries: IndexEntry<F>[] = [];
  for (let i = 0; i < paths.length; i += 1) {
    const type = TYPES.get(types[i] ?? '');
    const path = paths[i];
    if (type === undefined || path === undefined) throw corrupt();
    const sameAs = columns.sameAs[i];
    const entry = type === 'whiteout' || type === 'opaque' ? { type, path } : entryOf(type, meta(i, path), take);
    entries.push(sameAs === undefined ? entry : withSameAs(entry, sameAs));
  }
  return entries;
}

function metaColumns({
  modes,
  uids,
  gids,
  mtimes,
  nanoseconds,
  xattrs,
}: EntryColumns): (i: number, path: string) => EntryMeta {
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

export function present<T>(value: T | undefined): T {
  if (value === undefined) throw corrupt();
  return value;
}

interface Cursor<F extends ListedFile> {
  file(meta: EntryMeta): F;
  target(): string;
  device(): { readonly major: number; readonly minor: number };
}

function createCursor<F extends ListedFile>({ sizes, targets, devices }: EntryColumns, fileAt: FileAt<F>): Cursor<F> {
  let files = 0;
  let links = 0;
  let numbers = 0;
  return {
    file: (meta) => {
      const n = files++;
      return fileAt(meta, present(sizes[n]), n);
    },
    target: () => present(targets[links++]),
    device: () => ({ major: present(devices[numbers++]), minor: present(devices[numbers++]) }),
  };
}

function entryOf<F extends ListedFile>(
  type: Exclude<IndexEntry['type'], 'whiteout' | 'opaque'>,
  meta: EntryMeta,
  take: Cursor<F>,
): IndexEntry<F> {
  if (type === 'file') return take.file(meta);
  if (type === 'symlink' || type === 'hardlink') return { type, ...meta, target: take.target() };
  if (type === 'character-device' || type === 'block-device')
    return { type, ...meta, ...take.device() } satisfies DeviceEntry;
  return { type, ...meta };
}

function withSameAs<F extends ListedFile>(entry: IndexEntry<F>, sameAs: EntryPath): IndexEntry<F> {
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

export function corrupt(cause?: unknown): OciError {
  return new OciError('LAYER_INVALID', 'a stored layer index is corrupt or of another version', { cause });
}
