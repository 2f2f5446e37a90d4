import type { ByteStream, CreateHasher, Digest, Hasher } from '@strake/core';
import type { ListedFile } from '../model/index.ts';
import { createTarReader, type TarLimits, type TarReader } from '../tar/tar-reader.ts';
import type { TarEntry } from '../tar/tar-entry.ts';
import { createIndexBuilder } from './index-builder.ts';
import type { LayerIndex, Listing, NamedEntry } from './layer.ts';
import { whiteoutName } from './whiteout.ts';
import { withinTimes } from './within-times.ts';

export interface ReadIndexOptions extends ReadListingOptions {
  readonly createHasher: CreateHasher;
  /** Gets the bytes of files, too. */
  readonly contents?: ContentSink | undefined;
}

export interface ReadListingOptions {
  readonly limits?: TarLimits;
  readonly signal?: AbortSignal | undefined;
}

/** Takes the bytes of files one after another. */
export interface ContentSink {
  /** A file begins whose bytes lie at `offset` of the tar. */
  begin(offset: number): void;
  write(chunk: Uint8Array): void;
  /** It has come whole. */
  end(): void;
}

/**
 * The index of a layer's uncompressed tar. `tar` must be verified against `diffId` by whoever gives it, at the latest when
 * it ends. Throws `TAR_INVALID`, `PATH_UNSAFE`, `LAYER_INVALID`, `LIMIT_EXCEEDED`.
 */
export async function readIndex(tar: ByteStream, diffId: Digest, options: ReadIndexOptions): Promise<LayerIndex> {
  const builder = createIndexBuilder();
  let file: { readonly entry: TarEntry & { readonly type: 'file' }; readonly hasher: Hasher } | undefined;
  const endFile = (): void => {
    if (!file) return;
    builder.add({ ...file.entry, content: file.hasher.digest() });
    options.contents?.end();
    file = undefined;
  };
  const reader = createTarReader(
    {
      entry: (listed) => {
        endFile();
        const entry = asUnpacked(listed);
        if (entry.type !== 'file') return builder.add(entry);
        file = { entry, hasher: options.createHasher() };
        options.contents?.begin(entry.offset);
      },
      data: (chunk) => {
        file?.hasher.update(chunk);
        options.contents?.write(chunk);
      },
    },
    { ...options.limits, inwardNames: true },
  );
  const size = await pushAll(tar, reader, options.signal);
  endFile();
  return { diffId, size, entries: builder.finish() };
}

/** What a layer's uncompressed tar lists. Throws as `readIndex`. */
export async function readListing(tar: ByteStream, options: ReadListingOptions): Promise<Listing> {
  const builder = createIndexBuilder<ListedFile>();
  const handler = {
    entry: (listed: TarEntry) => builder.add(withoutPlace(asUnpacked(listed))),
    data: () => undefined,
  };
  await pushAll(tar, createTarReader(handler, { ...options.limits, inwardNames: true }), options.signal);
  return { entries: builder.finish() };
}

/** Returns how many bytes there are. */
async function pushAll(tar: ByteStream, reader: TarReader, signal: AbortSignal | undefined): Promise<number> {
  let size = 0;
  for await (const chunk of tar) {
    signal?.throwIfAborted();
    reader.push(chunk);
    size += chunk.byteLength;
  }
  reader.end();
  return size;
}

function withoutPlace(entry: TarEntry): NamedEntry<ListedFile> {
  if (entry.type !== 'file') return entry;
  const { offset: _, ...file } = entry;
  return file;
}

/** Overlayfs takes devices 0:0 for whiteouts, and so does who unpacks into it. */
function asUnpacked(entry: TarEntry): TarEntry {
  const removes = entry.type === 'character-device' && entry.major === 0 && entry.minor === 0;
  return removes ? { ...entry, path: whiteoutName('whiteout', entry.path) } : withinTimes(entry);
}
