import { availableParallelism } from 'node:os';
import { constants, createZstdCompress } from 'node:zlib';
import type { ByteStream } from '@strake/core';
import type { ByteSource } from '../codec.ts';
import { createCutter, sizeAt } from './blocks.ts';
import { createShare, inOrder } from './in-order.ts';
import { createPacker, PART, sharePackers } from './packers.ts';

const MIB = 1024 * 1024;
/** How far back the data may repeat themselves, as a power of two: 8 MiB, which every decoder takes. */
const WINDOW = 23;
/**
 * Bytes of the first frames, and of all others. Part of what the output depends on. Frames that begin together would end
 * together, and wait in memory for their turn: the first are shorter. None is longer than the window: what moves on with it
 * takes a tenth more time, for hardly fewer bytes.
 */
const FRAMES = [2 * MIB, 4 * MIB, 6 * MIB, 8 * MIB] as const;

/** Highest level at which looking for what lies far back would take much of the time. */
const FAST = 3;
/** Of how many places one is remembered for that, as a power of two: a sixth less time for up to 0.5 percent more bytes. */
const SPARSE = 9;

export interface ZstdOptions {
  /** 1 to 22; default 2: with the long window, as small as what BuildKit and buildah write. */
  readonly level?: number;
  /** Frames compressed at once; default: one more than cores. The output does not depend on it. */
  readonly parallel?: number;
}

/** One more than cores, for a core that would wait for the next part of its frame; each takes much memory. */
const share = createShare(availableParallelism() + 1);

const compressors = sharePackers(
  (level) =>
    createPacker(
      createZstdCompress({
        params: {
          [constants.ZSTD_c_compressionLevel]: level,
          [constants.ZSTD_c_windowLog]: WINDOW,
          [constants.ZSTD_c_enableLongDistanceMatching]: 1,
          [constants.ZSTD_c_ldmHashRateLog]: level <= FAST ? SPARSE : 0,
          [constants.ZSTD_c_checksumFlag]: 1,
        },
        chunkSize: PART,
      }),
    ),
  share.limit,
);

/**
 * zstd in independent frames of up to 8 MiB, one after another (RFC 8878, section 3), on all cores. Of a source, each frame reads
 * its part by itself; those of a stream have to wait in memory.
 */
export async function* zstd(
  data: ByteStream | ByteSource,
  options: ZstdOptions = {},
  signal?: AbortSignal,
): ByteStream {
  const { level = 2, parallel = share.limit } = options;
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
