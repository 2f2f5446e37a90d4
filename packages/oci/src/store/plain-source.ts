import type { ByteStream } from '@strake/core';
import type { ByteSource } from '../compress/codec.ts';
import type { BlobInfo, ContentStore } from './store.ts';
import { blobDamaged } from './verify-blob.ts';

/** A layer's plain tar, as codecs read it: whole, or in parts. */
export interface PlainSource extends ByteSource {
  /** To be asked when all has been read. Throws `BLOB_DAMAGED` when what was read is not the layer: its packed form is another. */
  verify(): Promise<void>;
}

export interface PlainSourceOptions {
  /** See `BlobReadOptions`. */
  readonly direct: boolean;
  /** See `PackFollower`. */
  readonly nearlyRead?: (() => void) | undefined;
  readonly signal: AbortSignal;
}

/** Bytes that are as good as read. With more, zstd has another frame in memory while layers overlap. */
const NEARLY = 4 * 1024 * 1024;

/** What is read whole is hashed on the way; beside parts, in whatever order they are read, the tar is read once more. */
export function createPlainSource(
  content: ContentStore,
  { digest, size }: BlobInfo,
  { direct, nearlyRead, signal }: PlainSourceOptions,
): PlainSource {
  let check: Promise<boolean> | undefined;
  const startCheck = (): void => {
    check ??= content.isSound(digest, signal, { direct: true });
    check.catch(() => undefined);
  };
  const read = async function* ([start, end]: readonly [number, number], memory?: Uint8Array): ByteStream {
    const isWhole = start === 0 && end === size;
    if (!isWhole) startCheck();
    const part = isWhole ? { verify: true } : { range: [start, end] as const };
    let at = start;
    for await (const chunk of content.read(digest, { ...part, reuse: true, memory, direct, signal })) {
      at += chunk.byteLength;
      if (at > size - NEARLY) nearlyRead?.();
      yield chunk;
    }
  };
  return {
    size,
    read,
    verify: async () => {
      if ((await check) === false) throw blobDamaged(digest);
    },
  };
}
