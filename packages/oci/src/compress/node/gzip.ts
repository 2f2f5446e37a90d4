import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';
import { constants, crc32, deflateRaw } from 'node:zlib';
import type { ByteStream } from '@strake/core';
import { createCutter } from './blocks.ts';
import { inOrder } from './in-order.ts';

const deflate = promisify(deflateRaw);

/** Bytes of a block that is deflated on its own. Part of what the output depends on. */
const BLOCK = 1024 * 1024;
/** RFC 1952: no name, no time, unknown system. */
const HEADER: Uint8Array = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff);

export interface GzipOptions {
  /** 0 to 9; default 6. */
  readonly level?: number;
  /** Blocks deflated at once; default: one per core. The output does not depend on it. */
  readonly parallel?: number;
}

/**
 * One gzip member whose blocks of 1 MiB are deflated independently, on all cores: as pigz does, without its dictionary.
 * Equal input gives equal bytes for any number of threads.
 */
export async function* gzip(data: ByteStream, options: GzipOptions = {}, signal?: AbortSignal): ByteStream {
  const { level = 6, parallel = availableParallelism() } = options;
  let checksum = 0;
  let size = 0;
  const cutter = createCutter(BLOCK);
  const jobs = async function* (): AsyncGenerator<() => Promise<Uint8Array>> {
    for await (const { block, last } of cutter.blocks(data)) {
      signal?.throwIfAborted();
      checksum = crc32(block, checksum);
      size += block.byteLength;
      yield () => deflateBlock(block, last, level).finally(() => cutter.release(block));
    }
  };
  yield HEADER;
  yield* inOrder(jobs(), parallel);
  const trailer = new DataView(new ArrayBuffer(8));
  trailer.setUint32(0, checksum, true);
  trailer.setUint32(4, size % 2 ** 32, true);
  yield new Uint8Array(trailer.buffer);
}

/** A block ends on a byte (an empty stored block, `Z_SYNC_FLUSH`), so that blocks can follow each other; the last ends the member. */
async function deflateBlock(block: Uint8Array, last: boolean, level: number): Promise<Uint8Array> {
  return deflate(block, {
    level: (await isNoise(block, level)) ? 0 : level,
    finishFlush: last ? constants.Z_FINISH : constants.Z_SYNC_FLUSH,
    chunkSize: 128 * 1024,
  });
}

const SAMPLES = 4;
const SAMPLE = 16 * 1024;

/** Whether trying harder is in vain: what is compressed already gives nothing but costs the most. Looks at parts. */
async function isNoise(block: Uint8Array, level: number): Promise<boolean> {
  if (level === 0 || block.byteLength < 2 * SAMPLES * SAMPLE) return false;
  const probe = new Uint8Array(SAMPLES * SAMPLE);
  const step = Math.floor(block.byteLength / SAMPLES);
  for (let i = 0; i < SAMPLES; i += 1) probe.set(block.subarray(i * step, i * step + SAMPLE), i * SAMPLE);
  const packed = await deflate(probe, { level: 1, chunkSize: probe.byteLength * 2 });
  return packed.byteLength > probe.byteLength * 0.99;
}
