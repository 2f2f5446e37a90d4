import type { ByteStream, CreateHasher, Digest } from '@strake/core';
import type { EntryPath } from '../model/index.ts';
import type { LayerEntry } from '../store/layer-store.ts';
import type { AddOptions, TarWriter } from '../tar/write.ts';
import { isHashed } from './hashed-bytes.ts';
import { indexedFile } from './indexed-file.ts';
import type { IndexedFile } from './layer.ts';
import { unfit } from './unfit.ts';

type FileToWrite = LayerEntry & { readonly type: 'file' };

interface AddFileOptions {
  readonly createHasher: CreateHasher;
  readonly signal?: AbortSignal | undefined;
}

const REUSED: AddOptions = { reused: true };

/**
 * Adds a file to a tar, and gives the index entry of it: at once where its bytes are given whole and nothing has to wait.
 * They are hashed where the entry does not say its `content`.
 */
export function addFile(
  writer: TarWriter,
  entry: FileToWrite,
  data: ByteStream | Uint8Array,
  options: AddFileOptions,
  adding: AddOptions | undefined,
): IndexedFile | Promise<IndexedFile> {
  if (!(data instanceof Uint8Array)) return addStream(writer, entry, data, options, adding);
  const content = entry.content ?? digestOf(data, options.createHasher);
  const offset = writer.add(entry, data, adding);
  return offset instanceof Promise
    ? offset.then((start) => entryAt(entry, content, start))
    : entryAt(entry, content, offset);
}

/** An entry of another index is taken as it is where it says the same of this one. */
function entryAt(entry: FileToWrite | IndexedFile, content: Digest, offset: number): IndexedFile {
  if ('offset' in entry && entry.offset === offset && entry.content === content) return entry;
  return indexedFile(entry, entry.size, content, offset);
}

function digestOf(data: Uint8Array, createHasher: CreateHasher): Digest {
  const hasher = createHasher();
  hasher.update(data);
  return hasher.digest();
}

/** Files up to this size go through memory in one piece. */
const SMALL = 1024 * 1024;

async function addStream(
  writer: TarWriter,
  entry: FileToWrite,
  data: ByteStream,
  { createHasher, signal }: AddFileOptions,
  adding: AddOptions | undefined,
): Promise<IndexedFile> {
  const { content, size, path } = entry;
  const hashed = content === undefined && isHashed(data) ? data : undefined;
  const hasher = content === undefined && !hashed ? createHasher() : undefined;
  const addWhole = (bytes: Uint8Array, options?: AddOptions): number | Promise<number> => {
    hasher?.update(bytes);
    return writer.add(entry, bytes, options);
  };
  const offset =
    size <= SMALL
      ? await inOnePiece(data, size, path, addWhole)
      : await writer.add(
          entry,
          passing(data, (chunk) => hasher?.update(chunk), signal),
          adding,
        );
  const digest = content ?? hashed?.digest() ?? (hasher as NonNullable<typeof hasher>).digest();
  return indexedFile(entry, size, digest, offset);
}

/** Adds the data in one piece: their only chunk, or a copy of several. Keeps no chunk. */
async function inOnePiece(
  data: ByteStream,
  size: number,
  path: EntryPath,
  add: (bytes: Uint8Array, options?: AddOptions) => number | Promise<number>,
): Promise<number> {
  let offset: number | undefined;
  let whole: Uint8Array | undefined;
  let filled = 0;
  for await (const chunk of data) {
    if (chunk.byteLength > size - filled)
      throw unfit(path, `more than the ${size} bytes it should have: it changed while it was read`);
    if (chunk.byteLength === size) offset ??= await add(chunk, REUSED);
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
