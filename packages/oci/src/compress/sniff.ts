import type { ByteStream } from '@strake/core';
import { join } from '@strake/core';
import { OciError } from '../error.ts';
import type { Compression } from '../store/layer-store.ts';
import type { Codec } from './codec.ts';

export interface Decoders {
  readonly gzip: Pick<Codec, 'decompress'>;
  readonly zstd?: Pick<Codec, 'decompress'>;
}

/**
 * The bytes of a tar, packed in whichever way: its first bytes say, whatever a media type claims. `use` gets what a decoder
 * gives.
 */
export async function* unpacked(
  data: ByteStream,
  decoders: Decoders,
  signal?: AbortSignal,
  use: (decoded: ByteStream) => ByteStream = (decoded) => decoded,
): ByteStream {
  const { head, whole } = await peek(data);
  switch (compressionOf(head)) {
    case 'gzip':
      yield* use(decoders.gzip.decompress(whole, signal));
      return;
    case 'zstd':
      if (!decoders.zstd) throw new OciError('COMPRESSION_INVALID', 'zstd cannot be read here');
      yield* use(decoders.zstd.decompress(whole, signal));
      return;
    case 'uncompressed':
      yield* whole;
  }
}

/** How the data that begin with `head` are compressed. */
export function compressionOf(head: Uint8Array): Compression {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  if (head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd) return 'zstd';
  return isSkippable(head) ? 'zstd' : 'uncompressed';
}

/** The beginning of a frame that zstd skips: what packs by frames of its own may write one first. */
function isSkippable([first = 0, ...rest]: Uint8Array): boolean {
  return first >> 4 === 5 && rest[0] === 0x2a && rest[1] === 0x4d && rest[2] === 0x18;
}

async function peek(data: ByteStream): Promise<{ readonly head: Uint8Array; readonly whole: ByteStream }> {
  const iterator = data[Symbol.asyncIterator]();
  const chunks: Uint8Array[] = [];
  let size = 0;
  while (size < 4) {
    const { done, value } = await iterator.next();
    if (done) break;
    chunks.push(value);
    size += value.byteLength;
  }
  return { head: join(chunks), whole: resume(chunks, iterator) };
}

async function* resume(chunks: readonly Uint8Array[], iterator: AsyncIterator<Uint8Array>): ByteStream {
  try {
    yield* chunks;
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
  } finally {
    await iterator.return?.();
  }
}
