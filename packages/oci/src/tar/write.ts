import { type ByteStream, join } from '@strake/core';
import { ChunkQueue } from './chunk-queue.ts';
import { encodeEntry, wrongSize } from './encode-entry.ts';
import { checkRanges, fitsPlain, headerOf, paxHeader, paxRecords, tarName } from './entry-header.ts';
import { type PlainHeader, setPlainHeader } from './plain-header.ts';
import { BLOCK, padded, type TarEntryToWrite } from './tar-entry.ts';

/** Writes entries one after another. */
export interface TarWriter {
  /**
   * Writes an entry and, for a file, its bytes: exactly `size` of them. The result is where the bytes begin in the
   * archive: at once where nothing has to wait, as for most small files whose bytes are given whole. Throws `LAYER_INVALID`
   * when the data have another size or the entry cannot be in an archive.
   */
  add(entry: TarEntryToWrite, data?: Uint8Array | ByteStream, options?: AddOptions): number | Promise<number>;
}

export interface AddOptions {
  /** A chunk of the data is changed once the next has been asked for; data of one piece, once the entry has been added. */
  readonly reused?: boolean;
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

const NO_DATA = new Uint8Array();

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
      const body = join(records);
      place(body.byteLength);
      await encodeEntry(queue, paxHeader(body.byteLength), body, { type: 'x' });
    }
    const header = headerOf(entry);
    const edit = 'major' in entry ? { major: entry.major, minor: entry.minor } : {};
    await encodeEntry(queue, header, entry.type === 'file' ? (data ?? NO_DATA) : undefined, edit);
    return place(header.size);
  };
  const addWhole = async (header: PlainHeader, bytes: Uint8Array): Promise<number> => {
    await writeWhole(queue, header, bytes);
    return place(bytes.byteLength);
  };
  const addStream = async (entry: PlainEntry, data: ByteStream, options: AddOptions): Promise<number> =>
    place(await writeStream(queue, entry, data, options));
  return {
    add: (entry, data, options = {}) => {
      checkRanges(entry);
      const bytes = entry.type === 'file' ? (data ?? NO_DATA) : NO_DATA;
      // The codec keeps chunks while it goes on.
      if (!isPlain(entry)) return addByCodec(entry, options.reused ? copied(bytes) : data);
      if (!(bytes instanceof Uint8Array)) return addStream(entry, bytes, options);
      if (entry.type === 'file' && bytes.byteLength !== entry.size)
        throw wrongSize(tarName(entry), entry.size, bytes.byteLength);
      const header = plainHeader(entry, bytes.byteLength);
      const room = queue.take(BLOCK + padded(bytes.byteLength));
      if (!room) return addWhole(header, bytes);
      fill(room, header, bytes);
      return place(bytes.byteLength);
    },
  };
}

function copied(data: Uint8Array | ByteStream): Uint8Array | ByteStream {
  return data instanceof Uint8Array ? new Uint8Array(data) : copies(data);
}

async function* copies(data: ByteStream): ByteStream {
  for await (const chunk of data) yield new Uint8Array(chunk);
}

type PlainEntry = Exclude<TarEntryToWrite, { readonly major: number }>;

/** Whether plain ustar says all there is to say. */
function isPlain(entry: TarEntryToWrite): entry is PlainEntry {
  return !('major' in entry) && fitsPlain(entry);
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
  await writeHeader(queue, header);
  await queue.write(data);
  await pad(queue, data.byteLength);
}

/** The result is the size. */
async function writeStream(
  queue: ChunkQueue,
  entry: PlainEntry,
  data: ByteStream,
  { reused = false }: AddOptions,
): Promise<number> {
  const size = entry.type === 'file' ? entry.size : 0;
  await writeHeader(queue, plainHeader(entry, size));
  let left = size;
  for await (const chunk of data) {
    left -= chunk.byteLength;
    if (left < 0) throw wrongSize(tarName(entry), size, size - left);
    await (reused ? queue.write(chunk) : queue.pass(chunk));
  }
  if (left > 0) throw wrongSize(tarName(entry), size, size - left);
  await pad(queue, size);
  return size;
}

async function writeHeader(queue: ChunkQueue, header: PlainHeader): Promise<void> {
  const block = new Uint8Array(BLOCK);
  setPlainHeader(block, header);
  await queue.write(block);
}

async function pad(queue: ChunkQueue, size: number): Promise<void> {
  await queue.write(new Uint8Array(padded(size) - size));
}
