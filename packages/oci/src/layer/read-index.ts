import type { ByteStream, CreateHasher, Digest, Hasher } from '@strake/core';
import { createTarReader, type TarLimits } from '../tar/tar-reader.ts';
import type { TarEntry } from '../tar/tar-entry.ts';
import { createIndexBuilder } from './index-builder.ts';
import type { LayerIndex } from './layer.ts';
import { whiteoutName } from './whiteout.ts';
import { withinTimes } from './within-times.ts';

export interface ReadIndexOptions {
  readonly createHasher: CreateHasher;
  readonly limits?: TarLimits;
  readonly signal?: AbortSignal | undefined;
  /** Gets the bytes of files, too. */
  readonly contents?: ContentSink | undefined;
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
  let size = 0;
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
  for await (const chunk of tar) {
    options.signal?.throwIfAborted();
    reader.push(chunk);
    size += chunk.byteLength;
  }
  reader.end();
  endFile();
  return builder.finish(diffId, size);
}

/** Overlayfs takes devices 0:0 for whiteouts, and so does who unpacks into it. */
function asUnpacked(entry: TarEntry): TarEntry {
  const removes = entry.type === 'character-device' && entry.major === 0 && entry.minor === 0;
  return removes ? { ...entry, path: whiteoutName('whiteout', entry.path) } : withinTimes(entry);
}
