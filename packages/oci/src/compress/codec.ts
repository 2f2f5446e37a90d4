import type { ByteStream } from '@strake/core';
import { OciError } from '../error.ts';

/** A way to compress. Streams in, streams out. */
export interface Codec {
  /** No chunk of `data` is looked at once the next has been asked for. */
  compress(data: ByteStream | ByteSource, signal?: AbortSignal, options?: CompressOptions): ByteStream;
  /**
   * Throws `COMPRESSION_INVALID` on corrupt data. Gives chunks that are nobody else's; no chunk of `data` is looked at once the
   * next has been asked for.
   */
  decompress(data: ByteStream, signal?: AbortSignal): ByteStream;
}

export interface CompressOptions {
  /** As the format counts; absent is its default. */
  readonly level?: number | undefined;
  /**
   * How many of the last chunks the reader still uses when it asks for the next: the memory of others is used again. Absent,
   * chunks are nobody else's.
   */
  readonly ahead?: number | undefined;
}

/** Bytes of which any part can be read, several parts at once. */
export interface ByteSource {
  readonly size: number;
  /**
   * Those from `range[0]` up to but excluding `range[1]`. A chunk's memory is used again once the next is asked for; where
   * bytes are put into `memory`, as many as it has room for, chunks are its parts one behind another.
   */
  read(range: readonly [number, number], memory?: Uint8Array): ByteStream;
}

/** All of them, one after another. */
export function streamOf(data: ByteStream | ByteSource): ByteStream {
  return isSource(data) ? data.read([0, data.size]) : data;
}

/** A stream may have a `read` of its own, as those of Node do. */
export function isSource(data: ByteStream | ByteSource): data is ByteSource {
  return !(Symbol.asyncIterator in data);
}

/** What a platform offers. */
export interface Codecs {
  readonly gzip: Codec;
  readonly zstd?: Codec;
}

/** Passes bytes on, and throws `LIMIT_EXCEEDED` when there are more than `limit`. */
export async function* atMost(data: ByteStream, limit: number, what: string): ByteStream {
  let size = 0;
  for await (const chunk of data) {
    size += chunk.byteLength;
    if (size > limit) throw new OciError('LIMIT_EXCEEDED', `${what}: more than ${limit} bytes once uncompressed`);
    yield chunk;
  }
}

export function corrupt(what: string, cause: unknown): OciError {
  return new OciError('COMPRESSION_INVALID', `corrupt ${what} data`, { cause });
}
