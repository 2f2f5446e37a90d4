import type { ByteStream } from '@strake/core';

/** The plain bytes of packed ones, in chunks that are nobody else's. Throws, while it is read, when they are broken. */
export type Decompress = (packed: ByteStream, signal?: AbortSignal) => ByteStream;

/** How ADD reads packed archives. An archive of a kind that is absent here fails with `NO_DECOMPRESSOR`. */
export interface Decompressors {
  readonly gzip: Decompress;
  readonly zstd: Decompress;
  readonly bzip2?: Decompress;
  readonly xz?: Decompress;
}
