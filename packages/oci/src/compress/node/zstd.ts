import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';
import { constants, zstdCompress } from 'node:zlib';
import type { ByteStream } from '@strake/core';
import { createCutter } from './blocks.ts';
import { inOrder } from './in-order.ts';

const compress = promisify(zstdCompress);

/** Bytes of a frame. Part of what the output depends on. */
const FRAME = 4 * 1024 * 1024;

export interface ZstdOptions {
  /** 1 to 22; default 3. */
  readonly level?: number;
  /** Frames compressed at once; default: one per core. The output does not depend on it. */
  readonly parallel?: number;
}

/** zstd in independent frames of 4 MiB, one after another (RFC 8878, section 3), on all cores. */
export async function* zstd(data: ByteStream, options: ZstdOptions = {}, signal?: AbortSignal): ByteStream {
  const { level = 3, parallel = availableParallelism() } = options;
  const cutter = createCutter(FRAME);
  const jobs = async function* (): AsyncGenerator<() => Promise<Uint8Array>> {
    for await (const { block } of cutter.blocks(data)) {
      signal?.throwIfAborted();
      yield async () =>
        compress(block, {
          params: {
            [constants.ZSTD_c_compressionLevel]: level,
            [constants.ZSTD_c_checksumFlag]: 1,
            [constants.ZSTD_c_contentSizeFlag]: 1,
          },
          chunkSize: 1024 * 1024,
        }).finally(() => cutter.release(block));
    }
  };
  yield* inOrder(jobs(), parallel);
}
