import type { ByteStream } from '@strake/core';
import { type Header, type Pack, pack } from 'tar-stream';
import { OciError } from '../error.ts';
import { encodeName, isAscii } from '../model/entry-path.ts';
import { checksum } from './header.ts';
import { encodePaxRecord, encodePaxTime } from './pax.ts';
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

/**
 * A ustar archive of what `produce` adds, as it is added. The bytes depend on the entries and their order only: no user
 * and group names, no access times; an extended header (PAX) only for what the plain one cannot hold.
 */
export async function* writeTar(produce: (writer: TarWriter) => Promise<void>): ByteStream {
  const archive = pack({ highWaterMark: QUEUE });
  const edits = new Map<number, Edit>();
  const done = produce(createWriter(archive, edits)).then(
    () => archive.finalize(),
    (error: unknown) => archive.destroy(error as Error),
  );
  try {
    yield* gather(archive as AsyncIterable<Uint8Array>, edits);
    await done;
  } finally {
    archive.destroy();
  }
}

type Sink = ReturnType<Pack['entry']>;

const NO_DATA = new Uint8Array();
/** Bytes that wait in the archive before its producer has to. */
const QUEUE = 1024 * 1024;
/** Pieces below this are joined to chunks of this size: hashes and files take big ones better. */
const CHUNK = 256 * 1024;

/** What a header block needs that the codec does not write: an extended header's type, device numbers over 2^18. */
interface Edit {
  readonly type?: 'x';
  readonly major?: number;
  readonly minor?: number;
}

function createWriter(archive: Pack, edits: Map<number, Edit>): TarWriter {
  let position = 0;
  const put = async (header: HeaderToWrite, data: Uint8Array | ByteStream | undefined): Promise<number> => {
    const start = position + BLOCK;
    position = start + padded(header.size);
    await (data === undefined || data instanceof Uint8Array
      ? putBytes(archive, header, data)
      : putStream(archive, header, data));
    return start;
  };
  return {
    add: async (entry, data) => {
      const records = paxRecords(entry);
      if (records.length > 0) {
        const body = joinRecords(records);
        edits.set(position, { type: 'x' });
        await put(paxHeader(body.byteLength), body);
      }
      if ('major' in entry) edits.set(position, { major: entry.major, minor: entry.minor });
      return put(headerOf(entry), entry.type === 'file' ? (data ?? NO_DATA) : undefined);
    },
  };
}

async function putBytes(archive: Pack, header: HeaderToWrite, data: Uint8Array | undefined): Promise<void> {
  if (data && data.byteLength !== header.size) throw wrongSize(header, data.byteLength);
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
    if (left < 0) throw wrongSize(header, header.size - left);
    if (!sink.write(chunk)) await drained(sink, promise);
  }
  if (left > 0) throw wrongSize(header, header.size - left);
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

function wrongSize({ name, size }: HeaderToWrite, found: number): OciError {
  const what = found > size ? 'more' : `${found}`;
  return new OciError('LAYER_INVALID', `file ${JSON.stringify(name)}: expected ${size} bytes, found ${what}`, {
    hint: 'the file changed while it was read: build again when it is at rest',
  });
}

/** Chunks of a good size out of the archive's pieces, headers edited on the way. */
async function* gather(archive: AsyncIterable<Uint8Array>, edits: Map<number, Edit>): ByteStream {
  let block = new Uint8Array(CHUNK);
  let filled = 0;
  let position = 0;
  for await (const piece of archive) {
    const edit = edits.get(position);
    if (edit) {
      applyEdit(piece, edit);
      edits.delete(position);
    }
    position += piece.byteLength;
    if (filled + piece.byteLength > CHUNK) {
      yield block.subarray(0, filled);
      block = new Uint8Array(CHUNK);
      filled = 0;
    }
    if (piece.byteLength >= CHUNK / 4) {
      if (filled > 0) {
        yield block.subarray(0, filled);
        block = new Uint8Array(CHUNK);
        filled = 0;
      }
      yield piece;
    } else {
      block.set(piece, filled);
      filled += piece.byteLength;
    }
  }
  if (filled > 0) yield block.subarray(0, filled);
}

function applyEdit(block: Uint8Array, edit: Edit): void {
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
  checkRanges(entry);
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
  for (const [key, value] of Object.entries(entry.xattrs ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)))
    records.push(
      encodePaxRecord(
        `SCHILY.xattr.${key}`,
        Uint8Array.from(value, (c) => c.charCodeAt(0)),
      ),
    );
  return records;
}

function checkRanges(entry: TarEntryToWrite): void {
  const { path, mode, uid, gid, mtime, mtimeNs = 0, xattrs = {} } = entry;
  const ids = isUpTo(uid, ID_LIMIT) && isUpTo(gid, ID_LIMIT);
  const time = Number.isSafeInteger(mtime) && isUpTo(mtimeNs, 999_999_999);
  const size = entry.type !== 'file' || isUpTo(entry.size, Number.MAX_SAFE_INTEGER);
  const device = !('major' in entry) || (isUpTo(entry.major, MAJOR_LIMIT) && isUpTo(entry.minor, MINOR_LIMIT));
  const names = Object.keys(xattrs).every((name) => /^[^=\0]+$/.test(name));
  const target = !('target' in entry) || /^[^\0]+$/.test(entry.target);
  const problems = { mode: isUpTo(mode, 0o7777), ids, time, size, device, 'xattr names': names, target };
  for (const [what, sound] of Object.entries(problems))
    if (!sound) throw new OciError('LAYER_INVALID', `entry ${JSON.stringify(path)}: its ${what} cannot be in a layer`);
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
