import { availableParallelism } from 'node:os';
import { constants, createZstdCompress } from 'node:zlib';
import type { ByteStream } from '@strake/core';
import { type ByteSource, isSource } from '../codec.ts';
import { cut, sizeAt } from './blocks.ts';
import { createShare, inOrder } from './in-order.ts';
import type { Memories } from './memories.ts';
import { createPacker, sharePackers, type Unit } from './packers.ts';
import { unitBytes } from './unit-bytes.ts';

const MIB = 1024 * 1024;
const LONGEST = 6 * MIB;
/**
 * Bytes of the first frames, and of all others. Part of what the output depends on. Frames that begin together would end
 * together, and wait in memory for their turn: the first are shorter. None is longer than what every decoder takes as window.
 */
const FRAMES = [2 * MIB, 4 * MIB, LONGEST] as const;

const DEFAULT_LEVEL = 2;
/** Highest level that does not look for long matches: that would take a fifth of its time, and a larger table gives as much. */
const FAST = 3;
/** How far back the data may repeat themselves, as a power of two: through all of a frame. */
const WINDOW = 23;
/** Places that are remembered, as a power of two: twice what the level has by itself, for a window of its size. */
const DEFAULT_TABLE = 17;

export interface ZstdOptions {
  /** 1 to 22; default 2: with its larger table, about as small as what BuildKit and buildah write. */
  readonly level?: number;
  /** Frames compressed at once; default: one more than cores. The output does not depend on it. */
  readonly parallel?: number;
  /** See `Codec.compress`. */
  readonly ahead?: number | undefined;
}

/** One more than cores, for a core that would wait for the next part of its frame; each takes much memory. */
const share = createShare(availableParallelism() + 1);

/** The most that a frame becomes, as zstd reckons: with less room it would copy all data into memory of its own first. */
const ROOM = LONGEST + LONGEST / 256;

/** A frame ends with its piece: that is one turn of a thread, and zstd sees all of it where it lies. */
const compressors = sharePackers(
  (level) =>
    createPacker(createZstdCompress({ params: parametersOf(level), chunkSize: ROOM, flush: constants.ZSTD_e_end })),
  { most: share.limit, input: LONGEST, room: ROOM },
);

function parametersOf(level: number): Record<number, number> {
  const always = {
    [constants.ZSTD_c_compressionLevel]: level,
    [constants.ZSTD_c_windowLog]: WINDOW,
    [constants.ZSTD_c_checksumFlag]: 1,
  };
  if (level > FAST) return { ...always, [constants.ZSTD_c_enableLongDistanceMatching]: 1 };
  const table = level === DEFAULT_LEVEL && { [constants.ZSTD_c_hashLog]: DEFAULT_TABLE };
  return { ...always, ...table };
}

/**
 * zstd in independent frames of up to 6 MiB, one after another (RFC 8878, section 3), on all cores. Of a source, each frame reads
 * its part by itself; those of a stream have to wait in memory.
 */
export async function* zstd(
  data: ByteStream | ByteSource,
  options: ZstdOptions = {},
  signal?: AbortSignal,
): ByteStream {
  const { level = DEFAULT_LEVEL, parallel = share.limit, ahead } = options;
  const packers = compressors.use();
  const pack = async (frame: Frame): Promise<Unit> => {
    try {
      return await packers.pack(await frame.read(), { level });
    } finally {
      packers.inputs.give(frame.memory);
    }
  };
  const jobs = async function* (): AsyncGenerator<() => Promise<Unit>> {
    for await (const frame of framesOf(data, packers.inputs)) {
      signal?.throwIfAborted();
      yield () => pack(frame);
    }
  };
  try {
    yield* unitBytes(inOrder(jobs(), parallel, share), ahead);
  } finally {
    packers[Symbol.dispose]();
  }
}

/** What becomes a frame, and the memory in which it is or will be. */
interface Frame {
  readonly memory: Uint8Array;
  read(): Promise<Uint8Array>;
}

async function* framesOf(data: ByteStream | ByteSource, memories: Memories): AsyncGenerator<Frame> {
  if (isSource(data)) {
    let at = 0;
    for (let i = 0; i === 0 || at < data.size; i += 1) {
      const start = at;
      at = Math.min(start + sizeAt(FRAMES, i), data.size);
      yield partOf(data, start, memories.take().subarray(0, at - start));
    }
    return;
  }
  for await (const { block } of cut(data, memories, FRAMES)) yield { memory: block, read: async () => block };
}

function partOf(source: ByteSource, start: number, memory: Uint8Array): Frame {
  const read = async (): Promise<Uint8Array> => {
    let filled = 0;
    for await (const chunk of source.read([start, start + memory.byteLength], memory)) {
      if (chunk.buffer !== memory.buffer) memory.set(chunk, filled);
      filled += chunk.byteLength;
    }
    return memory.subarray(0, filled);
  };
  return { memory, read };
}
