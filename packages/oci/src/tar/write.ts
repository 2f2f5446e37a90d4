import type { ByteStream } from '@strake/core';
import { type Header, type Pack, pack } from 'tar-stream';
import { OciError } from '../error.ts';
import { encodeName, isAscii } from '../model/entry-path.ts';
import { ChunkQueue } from './chunk-queue.ts';
import { checksum } from './header.ts';
import { encodePaxRecord, encodePaxTime } from './pax.ts';
import { type PlainHeader, setPlainHeader } from './plain-header.ts';
import { BLOCK, ID_LIMIT, MAJOR_LIMIT, MINOR_LIMIT, padded, type TarEntry } from './tar-entry.ts';

/** What a tar archive is made of: a `TarEntry` whose offset is yet to come. */
export type TarEntryToWrite = Exclude<TarEntry, { type: 'file' }> | Omit<Extract<TarEntry, { type: 'file' }>, 'offset'>;

/** Writes entries one after another. */
export interface TarWriter {
  /**
   * Writes an entry and, for a file, its bytes: exactly `size` of them. The result is where the bytes begin in the
   * archive. Throws `LAYER_INVALID` when the data have another size or the entry cannot be in an archive.
   */
  add(entry: TarEntryToWrite, data?: Uint8Array | ByteStream): Promise<number>;
}

export interface WriteTarOptions {
  /** A chunk's memory is used again once the next chunk has been asked for: for readers that keep none. */
  readonly reuse?: boolean;
}

/**
 * A ustar archive of what `produce` adds, as it is added. The bytes depend on the entries and their order only: no user
 * and group names, no access times; an extended header (PAX) only for what the plain one cannot hold.
 */
export async function* writeTar(
  produce: (writer: TarWriter) => Promise<void>,
  { reuse = false }: WriteTarOptions = {},
): ByteStream {
  const queue = new ChunkQueue(reuse);
  produce(createWriter(queue))
    .then(() => queue.write(new Uint8Array(2 * BLOCK)))
    .then(
      () => queue.end(),
      (error: Error) => queue.end(error),
    );
  yield* queue.chunks();
}

type Sink = ReturnType<Pack['entry']>;

const NO_DATA = new Uint8Array();
/** Bytes that wait in an entry's stream before its producer has to. */
const QUEUE = 1024 * 1024;

/** What a header block needs that the codec does not write: an extended header's type, device numbers over 2^18. */
interface Edit {
  readonly type?: 'x';
  readonly major?: number;
  readonly minor?: number;
}

function createWriter(queue: ChunkQueue): TarWriter {
  let position = 0;
  const place = (size: number): number => {
    const start = position + BLOCK;
    position = start + padded(size);
    return start;
  };
  const addByCodec = async (entry: TarEntryToWrite, data: Uint8Array | ByteStream | undefined): Promise<number> => {
    const records = paxRecords(entry);
    if (records.length > 0) {
      const body = joinRecords(records);
      place(body.byteLength);
      await encode(queue, paxHeader(body.byteLength), body, { type: 'x' });
    }
    const header = headerOf(entry);
    const edit = 'major' in entry ? { major: entry.major, minor: entry.minor } : {};
    await encode(queue, header, entry.type === 'file' ? (data ?? NO_DATA) : undefined, edit);
    return place(header.size);
  };
  return {
    add: async (entry, data) => {
      checkRanges(entry);
      const bytes = entry.type === 'file' ? (data ?? NO_DATA) : NO_DATA;
      if (!isPlain(entry) || !(bytes instanceof Uint8Array)) return addByCodec(entry, data);
      if (entry.type === 'file' && bytes.byteLength !== entry.size)
        throw wrongSize(tarName(entry), entry.size, bytes.byteLength);
      const header = plainHeader(entry, bytes.byteLength);
      const room = queue.take(BLOCK + padded(bytes.byteLength));
      if (room) fill(room, header, bytes);
      else await writeWhole(queue, header, bytes);
      return place(bytes.byteLength);
    },
  };
}

type PlainEntry = Exclude<TarEntryToWrite, { readonly major: number }>;

/** Whether plain ustar says all there is to say. */
function isPlain(entry: TarEntryToWrite): entry is PlainEntry {
  return !('major' in entry) && paxRecords(entry).length === 0;
}

function plainHeader(entry: PlainEntry, size: number): PlainHeader {
  const { type, mode, uid, gid, mtime } = entry;
  return {
    name: tarName(entry),
    type,
    linkname: 'target' in entry ? entry.target : undefined,
    mode,
    uid,
    gid,
    size,
    mtime,
  };
}

function fill(room: Uint8Array, header: PlainHeader, data: Uint8Array): void {
  setPlainHeader(room, header);
  room.set(data, BLOCK);
  room.fill(0, BLOCK + data.byteLength);
}

async function writeWhole(queue: ChunkQueue, header: PlainHeader, data: Uint8Array): Promise<void> {
  const block = new Uint8Array(BLOCK);
  setPlainHeader(block, header);
  await queue.write(block);
  await queue.write(data);
  await queue.write(new Uint8Array(padded(data.byteLength) - data.byteLength));
}

/** An entry by `tar-stream`, its header edited. */
async function encode(
  queue: ChunkQueue,
  header: HeaderToWrite,
  data: Uint8Array | ByteStream | undefined,
  edit: Edit,
): Promise<void> {
  const archive = pack({ highWaterMark: QUEUE });
  const put = data === undefined || data instanceof Uint8Array ? putBytes : putStream;
  const written = put(archive, header, data as Uint8Array & ByteStream).then(
    () => archive.finalize(),
    (error: unknown) => archive.destroy(error as Error),
  );
  try {
    let left = BLOCK + padded(header.size);
    let isHeader = true;
    // What comes behind the entry is the end of an archive.
    for await (const piece of archive as AsyncIterable<Uint8Array>) {
      if (isHeader) applyEdit(piece, edit);
      isHeader = false;
      if (left > 0) await queue.pass(piece);
      left -= piece.byteLength;
    }
    await written;
  } finally {
    archive.destroy();
  }
}

async function putBytes(archive: Pack, header: HeaderToWrite, data: Uint8Array | undefined): Promise<void> {
  if (data && data.byteLength !== header.size) throw wrongSize(header.name, header.size, data.byteLength);
  const { promise, done } = completion();
  if (data && data.byteLength > 0) quiet(archive.entry(header, data, done));
  else quiet(archive.entry(header, done)).end(null);
  await promise;
}

async function putStream(archive: Pack, header: HeaderToWrite, data: ByteStream): Promise<void> {
  const { promise, done } = completion();
  const sink = quiet(archive.entry(header, done));
  let left = header.size;
  for await (const chunk of data) {
    left -= chunk.byteLength;
    if (left < 0) throw wrongSize(header.name, header.size, header.size - left);
    if (!sink.write(chunk)) await drained(sink, promise);
  }
  if (left > 0) throw wrongSize(header.name, header.size, header.size - left);
  sink.end(null);
  await promise;
}

/** A sink fails with its archive, which reports it; its own `error` event would end the process. */
function quiet(sink: Sink): Sink {
  return sink.on('error', () => undefined);
}

/** Settles when the archive has taken an entry. */
function completion(): { readonly promise: Promise<void>; readonly done: (error?: Error | null) => void } {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  promise.catch(() => undefined);
  return { promise, done: (error) => (error ? reject(error) : resolve()) };
}

/** Waits until the sink takes more, or fails with the archive. */
async function drained(sink: Sink, done: Promise<void>): Promise<void> {
  await Promise.race([new Promise<void>((resolve) => sink.once('drain', () => resolve())), done]);
}

function wrongSize(name: string, size: number, found: number): OciError {
  const what = found > size ? 'more' : `${found}`;
  return new OciError('LAYER_INVALID', `file ${JSON.stringify(name)}: expected ${size} bytes, found ${what}`, {
    hint: 'the file changed while it was read: build again when it is at rest',
  });
}

function applyEdit(block: Uint8Array, edit: Edit): void {
  if (edit.type === undefined && edit.major === undefined) return;
  if (block.byteLength !== BLOCK) throw new Error('a header is no block of its own');
  if (edit.type) block[156] = edit.type.charCodeAt(0);
  if (edit.major !== undefined) setOctal(block, 329, 7, edit.major);
  if (edit.minor !== undefined) setOctal(block, 337, 7, edit.minor);
  setOctal(block, 148, 6, checksum(block));
}

function setOctal(block: Uint8Array, offset: number, digits: number, value: number): void {
  const text = value.toString(8).padStart(digits, '0');
  for (let i = 0; i < digits; i += 1) block[offset + i] = text.charCodeAt(i);
  block[offset + digits] = 0;
}

type HeaderToWrite = Omit<Header, 'uname' | 'gname' | 'linkname'> & { readonly linkname?: string };

const FILE_TYPE_BIT = 0o100000;
const OCTAL_6 = 0o777777;
const OCTAL_11 = 0o77777777777;
const LATEST = 2 ** 31 - 1;

function headerOf(entry: TarEntryToWrite): HeaderToWrite {
  const { mode, uid, gid, mtime } = entry;
  const linkname = 'target' in entry ? entry.target : undefined;
  return {
    name: fitsName(tarName(entry)) ? tarName(entry) : placeholder(tarName(entry)),
    type: entry.type === 'hardlink' ? 'link' : entry.type,
    // The codec takes a mode of 0 for a missing one; it masks the bits above the permissions.
    mode: FILE_TYPE_BIT | mode,
    uid: uid > OCTAL_6 ? 0 : uid,
    gid: gid > OCTAL_6 ? 0 : gid,
    size: entry.type === 'file' ? entry.size : 0,
    mtime: new Date(mtime < 0 || mtime > LATEST ? 0 : mtime * 1000),
    devmajor: 0,
    devminor: 0,
    ...(linkname === undefined ? {} : { linkname: fitsLink(linkname) ? linkname : placeholder(linkname) }),
  };
}

function paxHeader(size: number): HeaderToWrite {
  const zero = { uid: 0, gid: 0, mtime: new Date(0), devmajor: 0, devminor: 0 };
  return { name: 'PaxHeaders/entry', type: 'file', mode: 0o644, size, ...zero };
}

/** Extended records for what the plain header cannot hold, in a fixed order. */
function paxRecords(entry: TarEntryToWrite): readonly Uint8Array[] {
  const { uid, gid, mtime, mtimeNs = 0 } = entry;
  const name = tarName(entry);
  const records: Uint8Array[] = [];
  const put = (key: string, value: string): void => void records.push(encodePaxRecord(key, encodeName(value)));
  if (!fitsName(name)) put('path', name);
  if ('target' in entry && !fitsLink(entry.target)) put('linkpath', entry.target);
  if (entry.type === 'file' && entry.size > OCTAL_11) put('size', String(entry.size));
  if (uid > OCTAL_6) put('uid', String(uid));
  if (gid > OCTAL_6) put('gid', String(gid));
  if (mtimeNs > 0 || mtime < 0 || mtime > LATEST) put('mtime', encodePaxTime(mtime, mtimeNs));
  for (const [key, value] of entry.xattrs === undefined
    ? []
    : Object.entries(entry.xattrs).sort(([a], [b]) => (a < b ? -1 : 1)))
    records.push(
      encodePaxRecord(
        `SCHILY.xattr.${key}`,
        Uint8Array.from(value, (c) => c.charCodeAt(0)),
      ),
    );
  return records;
}

function checkRanges(entry: TarEntryToWrite): void {
  const { path, mode, uid, gid, mtime, mtimeNs = 0, xattrs } = entry;
  const check = (what: string, isSound: boolean): void => {
    if (!isSound)
      throw new OciError('LAYER_INVALID', `entry ${JSON.stringify(path)}: its ${what} cannot be in a layer`);
  };
  check('mode', isUpTo(mode, 0o7777));
  check('ids', isUpTo(uid, ID_LIMIT) && isUpTo(gid, ID_LIMIT));
  check('time', Number.isSafeInteger(mtime) && isUpTo(mtimeNs, 999_999_999));
  if (entry.type === 'file') check('size', isUpTo(entry.size, Number.MAX_SAFE_INTEGER));
  if ('major' in entry) check('device', isUpTo(entry.major, MAJOR_LIMIT) && isUpTo(entry.minor, MINOR_LIMIT));
  if (xattrs)
    check(
      'xattr names',
      Object.keys(xattrs).every((name) => /^[^=\0]+$/.test(name)),
    );
  if ('target' in entry) check('target', /^[^\0]+$/.test(entry.target));
}

function isUpTo(value: number, limit: number): boolean {
  return Number.isSafeInteger(value) && value >= 0 && value <= limit;
}

/** Directories end in a slash; the root is `./`. */
function tarName(entry: TarEntryToWrite): string {
  if (entry.type !== 'directory') return entry.path;
  return entry.path === '' ? './' : `${entry.path}/`;
}

/** Whether ustar's name and prefix fields hold `name`: 7-bit, split at a slash into at most 155 and 1 to 100 bytes. */
function fitsName(name: string): boolean {
  if (!isAscii(name)) return false;
  if (name.length <= 100) return true;
  const slash = name.indexOf('/', name.length - 101);
  return slash !== -1 && slash <= 155 && slash < name.length - 1;
}

function fitsLink(target: string): boolean {
  return target.length <= 100 && isAscii(target);
}

/** What stands in the plain header when an extended one has the name. */
function placeholder(name: string): string {
  const end = name.endsWith('/') ? '/' : '';
  return name.replace(/[^ -.0-~]/gu, '_').slice(0, 90) + end;
}

function joinRecords(records: readonly Uint8Array[]): Uint8Array {
  const body = new Uint8Array(records.reduce((size, record) => size + record.byteLength, 0));
  let at = 0;
  for (const record of records) {
    body.set(record, at);
    at += record.byteLength;
  }
  return body;
}
