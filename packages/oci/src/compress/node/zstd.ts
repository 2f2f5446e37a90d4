import { availableParallelism } from 'node:os';
import { constants, createZstdCompress } from 'node:zlib';
import type { ByteStream } from '@strake/core';
import type { ByteSource } from '../codec.ts';
import { createCutter, sizeAt } from './blocks.ts';
import { createShare, inOrder } from './in-order.ts';
import { createPacker, PART, sharePackers } from './packers.ts';

const MIB = 1024 * 1024;
/**
 * Bytes of the first frames, and of all others. Part of what the output depends on. Frames that begin together would end
 * together, and wait in memory for their turn: the first are shorter. None is longer than what every decoder takes as window.
 */
const FRAMES = [2 * MIB, 4 * MIB, 6 * MIB, 8 * MIB] as const;

const DEFAULT_LEVEL = 2;
/** Highest level that does not look for long matches: that would take a fifth of its time, and a larger table gives as much. */
const FAST = 3;
/** How far back the data may repeat themselves, as powers of two: each compressor has as much memory. */
const WINDOW = { fast: 22, thorough: 23 } as const;
/** Places that are remembered, as a power of two: twice what the level has by itself, for a window of its size. */
const DEFAULT_TABLE = 17;

export interface ZstdOptions {
  /** 1 to 22; default 2: with its larger table, about as small as what BuildKit and buildah write. */
  readonly level?: number;
  /** Frames compressed at once; default: one more than cores. The output does not depend on it. */
  readonly parallel?: number;
}

/** One more than cores, for a core that would wait for the next part of its frame; each takes much memory. */
const share = createShare(availableParallelism() + 1);

const compressors = sharePackers(
  (level) => createPacker(createZstdCompress({ params: parametersOf(level), chunkSize: PART })),
  share.limit,
);

function parametersOf(level: number): Record<number, number> {
  const always = { [constants.ZSTD_c_compressionLevel]: level, [constants.ZSTD_c_checksumFlag]: 1 };
  if (level > FAST)
    return {
      ...always,
      [constants.ZSTD_c_windowLog]: WINDOW.thorough,
      [constants.ZSTD_c_enableLongDistanceMatching]: 1,
    };
  const table = level === DEFAULT_LEVEL && { [constants.ZSTD_c_hashLog]: DEFAULT_TABLE };
  return { ...always, [constants.ZSTD_c_windowLog]: WINDOW.fast, ...table };
}

/**
 * zstd in independent frames of up to 8 MiB, one after another (RFC 8878, section 3), on all cores. Of a source, each frame reads
 * its part by itself; those of a stream have to wait in memory.
 */
export async function* zstd(
  data: ByteStream | ByteSource,
  options: ZstdOptions = {},
  signal?: AbortSignal,
): ByteStream {
  const { level = DEFAULT_LEVEL, parallel = share.limit } = options;
  const packers = compressors.use();
  const jobs = async function* (): AsyncGenerator<() => Promise<readonly Uint8Array[]>> {
    for await (const frame of framesOf(data)) {
      signal?.throwIfAborted();
      yield () =>
        packers.pack(frame.data, { level, flush: constants.ZSTD_e_end }, signal).finally(() => frame.release());
    }
  };
  try {
    for await (const parts of inOrder(jobs(), parallel, share)) yield* parts;
  } finally {
    packers[Symbol.dispose]();
  }
}

/** What becomes a frame. */
interface Frame {
  readonly data: ByteStream;
  release(): void;
}

async function* framesOf(data: ByteStream | ByteSource): AsyncGenerator<Frame> {
  if ('read' in data) {
    let at = 0;
    for (let i = 0; i === 0 || at < data.size; i += 1) {
      const start = at;
      at = Math.min(start + sizeAt(FRAMES, i), data.size);
      yield { data: data.read([start, at]), release: () => undefined };
    }
    return;
  }
  const cutter = createCutter(...FRAMES);
  for await (const { block } of cutter.blocks(data))
    yield { data: pieces(block), release: () => cutter.release(block) };
}

async function* pieces(block: Uint8Array): ByteStream {
  for (let at = 0; at < block.byteLength; at += MIB) yield block.subarray(at, at + MIB);
}
