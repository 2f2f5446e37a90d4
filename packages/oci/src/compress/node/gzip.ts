import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';
import { constants, crc32, createDeflateRaw, deflateRaw } from 'node:zlib';
import type { ByteStream } from '@strake/core';
import { type ByteSource, streamOf } from '../codec.ts';
import { cut } from './blocks.ts';
import { createShare, inOrder } from './in-order.ts';
import { looksRandom } from './looks-random.ts';
import { createPacker, sharePackers, type Unit } from './packers.ts';
import { storedBlocks } from './stored.ts';
import { unitBytes } from './unit-bytes.ts';

const deflate = promisify(deflateRaw);

/** Bytes of a block that is deflated on its own. Part of what the output depends on. */
const BLOCK = 1024 * 1024;
/** A larger table of what has been seen: a tenth less time for 0.4 percent more bytes. Part of what the output depends on. */
const MOST_MEMORY = 9;
/** RFC 1952: no name, no time, unknown system. */
const HEADER: Uint8Array = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff);

export interface GzipOptions {
  /** 0 to 9; default 3: within 3 percent of what BuildKit and buildah write, and an eighth faster than level 4. */
  readonly level?: number;
  /** Blocks deflated at once; default: two per core. The output does not depend on it. */
  readonly parallel?: number;
  /** See `Codec.compress`. */
  readonly ahead?: number | undefined;
}

/** More than cores, so that these need not wait for the next. */
const share = createShare(2 * availableParallelism());

/** Bytes that a block becomes at most, or nearly so. */
const ROOM = BLOCK + BLOCK / 64;

const deflaters = sharePackers(
  (level) => {
    const transform = createDeflateRaw({
      level,
      memLevel: MOST_MEMORY,
      chunkSize: ROOM,
      flush: constants.Z_SYNC_FLUSH,
    });
    return createPacker(transform, () => transform.reset());
  },
  { most: share.limit, input: BLOCK, room: ROOM },
);

/**
 * One gzip member whose blocks of 1 MiB are deflated independently, on all cores: as pigz does, without its dictionary.
 * Equal input gives equal bytes for any number of threads.
 */
export async function* gzip(
  data: ByteStream | ByteSource,
  options: GzipOptions = {},
  signal?: AbortSignal,
): ByteStream {
  const { level = 3, parallel = share.limit, ahead } = options;
  let checksum = 0;
  let size = 0;
  /**
   * A block ends on a byte (an empty stored block), so that blocks can follow each other; the last ends the member. It comes
   * in one piece, behind which its deflater ends it: that is one turn of a thread.
   */
  const pack = async (block: Uint8Array, last: boolean): Promise<Unit> => {
    if (level === 0 || (await isNoise(block))) return packers.unit((room) => storedBlocks(block, last, room));
    return packers.pack(block, { level, flush: last ? constants.Z_FINISH : undefined });
  };
  const jobs = async function* (): AsyncGenerator<() => Promise<Unit>> {
    for await (const { block, last } of cut(streamOf(data), packers.inputs, [BLOCK])) {
      signal?.throwIfAborted();
      checksum = crc32(block, checksum);
      size += block.byteLength;
      yield () => pack(block, last).finally(() => packers.inputs.give(block));
    }
  };
  const packers = deflaters.use();
  // Jobs have begun by the time that anybody has to take the header.
  let isFirst = true;
  try {
    for await (const chunk of unitBytes(inOrder(jobs(), parallel, share), ahead)) {
      if (isFirst) yield HEADER;
      isFirst = false;
      yield chunk;
    }
  } finally {
    packers[Symbol.dispose]();
  }
  const trailer = new DataView(new ArrayBuffer(8));
  trailer.setUint32(0, checksum, true);
  trailer.setUint32(4, size % 2 ** 32, true);
  yield new Uint8Array(trailer.buffer);
}

const SAMPLES = 4;
const SAMPLE = 16 * 1024;

/** Whether trying harder is in vain: what is compressed already gives nothing but costs the most. Looks at parts. */
async function isNoise(block: Uint8Array): Promise<boolean> {
  if (block.byteLength < 2 * SAMPLES * SAMPLE || !looksRandom(block)) return false;
  const probe = new Uint8Array(SAMPLES * SAMPLE);
  const step = Math.floor(block.byteLength / SAMPLES);
  for (let i = 0; i < SAMPLES; i += 1) probe.set(block.subarray(i * step, i * step + SAMPLE), i * SAMPLE);
  const packed = await deflate(probe, { level: 1, chunkSize: probe.byteLength * 2 });
  return packed.byteLength > probe.byteLength * 0.99;
}
