import { close, closeSync, open, openSync, readdirSync, readSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type ByteStream, type CreateHasher, type Digest, hexOf, parseDigest } from '@strake/core';
import { blobNotFound } from '../memory-store.ts';
import type { BlobExpectation, BlobInfo, BlobWriteOptions, ContentStore } from '../store.ts';
import { verifyBlob } from '../verify-blob.ts';
import { diskError, guarded, ifThere } from './disk-error.ts';
import { type BlobHash, createBlobHash } from './blob-hash.ts';
import type { BlobCommit } from './durability.ts';
import { readBlob } from './read-blob.ts';
import { createFileSink, writeWholeSync } from './file-sink.ts';
import { createSoundness, type Soundness } from './soundness.ts';
import type { Temporary } from './temporary.ts';
import { createFileWindow, type FileWindow } from './window.ts';

/** Bytes read or hashed at a time. */
const CHUNK = 1024 * 1024;
/** Data up to this size are hashed before anything is written: what is there already costs no file. */
const SMALL = 256 * 1024;

const openAsync = promisify(open);
const closeAsync = promisify(close);

export interface DiskContentOptions {
  /** The directory of the blobs. */
  readonly blobs: string;
  readonly temporary: Temporary;
  readonly durability: BlobCommit;
  readonly createHasher: CreateHasher;
  /** Hears of each blob that was removed because it was damaged. */
  readonly onDamage?: ((digest: Digest) => void) | undefined;
}

interface Place extends DiskContentOptions {
  readonly soundness: Soundness;
}

/** Blobs as files. What has a blob's name has been verified: when it was written, or again after a power cut. */
export function createDiskContent(settings: DiskContentOptions): ContentStore {
  const soundness = createSoundness(settings);
  const options: Place = { ...settings, soundness };
  const { blobs } = options;
  const stat = (digest: Digest): BlobInfo | undefined => statBlob(options, parseDigest(digest));
  const window = createFileWindow();
  /** Those of readers who keep nothing: new memory for each piece is returned too late. */
  const windows = new WeakMap<object, FileWindow>();
  const windowOf = (reader: object | undefined): FileWindow => {
    if (!reader) return window;
    const own = windows.get(reader) ?? createFileWindow({ reuse: true });
    windows.set(reader, own);
    return own;
  };
  /** Of thousands of small pieces nearly all are of one blob. */
  let lastSmall: { readonly digest?: Digest; readonly path: string } = { path: '' };
  return {
    stat: async (digest) => guarded(`look at blob ${digest}`, () => stat(digest)),
    read: async function* (digest, read = {}) {
      read.signal?.throwIfAborted();
      if (options.durability.isSuspect(hexOf(digest)) && !stat(digest)) throw blobNotFound(digest);
      const data = readBlob(join(blobs, hexOf(parseDigest(digest))), digest, read);
      yield* read.verify === true && !read.range ? soundness.verified(digest, data) : data;
    },
    readSmall: (digest, [start, end], reader) => {
      if (digest !== lastSmall.digest) {
        if (options.durability.isSuspect(hexOf(digest)) && !stat(digest)) return undefined;
        lastSmall = { digest, path: join(blobs, hexOf(parseDigest(digest))) };
      }
      return guarded(`read blob ${digest}`, () => windowOf(reader).read(lastSmall.path, start, end));
    },
    write: (data, wanted = {}, signal) => writeBlob(options, stat, data, wanted, signal),
    list: async function* () {
      const names = guarded('list blobs', () => readdirSync(blobs));
      for (const name of names.sort()) yield parseDigest(`sha256:${name}`);
    },
    isSound: async (digest, signal, { direct = false } = {}) => {
      const found = stat(digest);
      return found !== undefined && soundness.isSound(found, direct, signal);
    },
    delete: async (digest) => {
      const hex = hexOf(parseDigest(digest));
      soundness.forget(digest);
      guarded(`delete blob ${digest}`, () => {
        rmSync(join(blobs, hex), { force: true });
        options.durability.release(hex);
      });
    },
  };
}

/** A suspect is whole, or it is no more. */
function statBlob({ blobs, durability, createHasher }: DiskContentOptions, digest: Digest): BlobInfo | undefined {
  const hex = hexOf(digest);
  const path = join(blobs, hex);
  const found = ifThere(() => statSync(path));
  if (!found) return undefined;
  if (durability.isSuspect(hex)) {
    const whole = hashFile(path, createHasher) === digest;
    if (!whole) rmSync(path, { force: true });
    durability.clear(hex);
    if (!whole) return undefined;
  }
  return { digest, size: found.size };
}

function hashFile(path: string, createHasher: CreateHasher): Digest {
  const hasher = createHasher();
  const buffer = new Uint8Array(CHUNK);
  const file = openSync(path, 'r');
  try {
    for (let count = readSync(file, buffer); count > 0; count = readSync(file, buffer))
      hasher.update(buffer.subarray(0, count));
  } finally {
    closeSync(file);
  }
  return hasher.digest();
}

type Stat = (digest: Digest) => BlobInfo | undefined;

async function writeBlob(
  options: Place,
  stat: Stat,
  data: ByteStream,
  { ahead = 0, expected = () => 0, ...expect }: BlobWriteOptions,
  signal: AbortSignal | undefined,
): Promise<BlobInfo> {
  const iterator = data[Symbol.asyncIterator]();
  try {
    signal?.throwIfAborted();
    const known = expect.digest && stat(expect.digest);
    // One of another size is spoilt, or announced wrongly: the data tell.
    if (known && (expect.size ?? known.size) === known.size) return known;
    return await receive(options, stat, { iterator, ahead, expected }, expect, signal);
  } finally {
    await iterator.return?.();
  }
}

interface Received extends Required<Omit<BlobWriteOptions, keyof BlobExpectation>> {
  readonly iterator: AsyncIterator<Uint8Array>;
}

async function receive(
  options: Place,
  stat: Stat,
  { iterator, ahead, expected }: Received,
  expect: BlobExpectation,
  signal: AbortSignal | undefined,
): Promise<BlobInfo> {
  let size = 0;
  const next = async (): Promise<Uint8Array | undefined> => {
    signal?.throwIfAborted();
    const { done, value } = await iterator.next();
    if (done) return undefined;
    size += value.byteLength;
    if (expect.size !== undefined && size > expect.size) verifyBlob({ digest: NO_DIGEST, size }, expect);
    return value;
  };
  const { head, rest } = await readHead(next);
  const path = options.temporary.next();
  const hash = createBlobHash(path, options.createHasher, expected);
  for (const chunk of head) hash.see(chunk);
  const info = async (): Promise<BlobInfo> => ({
    digest: (await hash.digest(size)) ?? guarded(`read ${path}`, () => hashFile(path, options.createHasher)),
    size,
  });
  if (!rest) return writeSmall(options, stat, path, head, await info(), expect, signal);
  try {
    await writeLarge({ path, ahead, blobs: options.blobs }, head, rest, next, hash);
    signal?.throwIfAborted();
    const made = await info();
    verifyBlob(made, expect);
    if (isHere(options, stat, made)) rmSync(path, { force: true });
    else commit(options, path, made);
    return made;
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    hash[Symbol.dispose]();
  }
}

/** Chunks of at most `SMALL` bytes in all, copied, and the one that comes after them, if any. */
async function readHead(
  next: () => Promise<Uint8Array | undefined>,
): Promise<{ readonly head: readonly Uint8Array[]; readonly rest: Uint8Array | undefined }> {
  const head: Uint8Array[] = [];
  let room = SMALL;
  for (;;) {
    const chunk = await next();
    if (!chunk || chunk.byteLength > room) return { head, rest: chunk };
    room -= chunk.byteLength;
    // `slice` of a Buffer is no copy.
    head.push(new Uint8Array(chunk));
  }
}

const NO_DIGEST: Digest = `sha256:${'0'.repeat(64)}`;

function writeSmall(
  options: Place,
  stat: Stat,
  path: string,
  chunks: readonly Uint8Array[],
  info: BlobInfo,
  expect: BlobExpectation,
  signal: AbortSignal | undefined,
): BlobInfo {
  signal?.throwIfAborted();
  verifyBlob(info, expect);
  if (isHere(options, stat, info) && options.soundness.areThey(info, chunks)) return info;
  try {
    guarded(`write blob ${info.digest}`, () => {
      const file = openSync(path, 'wx', 0o444);
      try {
        let at = 0;
        for (const chunk of chunks) {
          writeWholeSync(file, chunk, at);
          at += chunk.byteLength;
        }
      } finally {
        closeSync(file);
      }
    });
    commit(options, path, info);
    return info;
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  }
}

/** Hashes each chunk while it is being written. */
async function writeLarge(
  { path, ahead, blobs }: { readonly path: string; readonly ahead: number; readonly blobs: string },
  head: readonly Uint8Array[],
  first: Uint8Array,
  next: () => Promise<Uint8Array | undefined>,
  hash: BlobHash,
): Promise<void> {
  const failed = (error: unknown): never => {
    throw diskError(`write a blob to ${blobs}`, error);
  };
  const file = await openAsync(path, 'wx', 0o444).catch(failed);
  const sink = createFileSink(file, { ahead, isNew: true, onWritten: hash.written });
  const written = (done: Promise<void>): Promise<void> => done.catch(failed);
  try {
    for (const chunk of head) await written(sink.write(chunk));
    for (let chunk: Uint8Array | undefined = first; chunk; chunk = await next()) {
      const done = written(sink.write(chunk));
      hash.see(chunk);
      await done;
    }
    await written(sink.end());
  } finally {
    await sink.rest();
    await closeAsync(file);
  }
}

/** Makes room for the whole blob where a part of it lies. */
function isHere({ blobs }: DiskContentOptions, stat: Stat, { digest, size }: BlobInfo): boolean {
  const found = stat(digest);
  if (found && found.size !== size) rmSync(join(blobs, hexOf(digest)), { force: true });
  return found?.size === size;
}

function commit({ durability, soundness }: Place, path: string, info: BlobInfo): void {
  guarded(`keep blob ${info.digest}`, () => durability.commit(path, hexOf(info.digest)));
  soundness.trust(info);
}
