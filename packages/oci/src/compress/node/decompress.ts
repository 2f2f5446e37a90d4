import { setImmediate } from 'node:timers/promises';
import type { ByteStream } from '@strake/core';
import type { Decoders } from '../sniff.ts';
import { cutAtFrames } from '../zstd-frames.ts';
import { createDirectEngines } from './direct-engine.ts';
import { CHUNK, openEngine, type OpenEngine } from './engine.ts';
import { readMembers } from './gzip-members.ts';

/** Any number of gzip members. What comes before an error is given first. Throws `COMPRESSION_INVALID`. */
export function gunzip(data: ByteStream, signal?: AbortSignal): ByteStream {
  return readMembers(data, { signal });
}

/** Any number of zstd frames. What comes before an error is given first. Throws `COMPRESSION_INVALID`. */
export function unzstd(data: ByteStream, signal?: AbortSignal): ByteStream {
  return readFrames(data, signal, openEngine);
}

export interface HereOptions {
  /** See `MemberOptions`. */
  readonly unchecked?: boolean;
}

/** Both for one stream, in the thread that asks, which has nothing else to do: a chunk holds until the next is asked for. */
export function decompressHere({ unchecked = false }: HereOptions = {}): Required<Decoders> {
  const open = createDirectEngines();
  return {
    gzip: { decompress: (data, signal) => readMembers(data, { signal, open, unchecked }) },
    zstd: { decompress: (data, signal) => readFrames(data, signal, open) },
  };
}

/** The same, as a `Codec` gives it: chunks are nobody else's. */
export function decompressSmall(): Required<Decoders> {
  const { gzip, zstd } = decompressHere();
  return {
    gzip: { decompress: (data, signal) => owned(gzip.decompress(data, signal)) },
    zstd: { decompress: (data, signal) => owned(zstd.decompress(data, signal)) },
  };
}

/** Bytes after which others get their turn in this thread: what is small may unpack to anything. */
const TURN = 4 * 1024 * 1024;

async function* owned(chunks: ByteStream): ByteStream {
  let size = 0;
  for await (const chunk of chunks) {
    yield chunk.slice();
    size += chunk.byteLength;
    if (size < TURN) continue;
    size = 0;
    await setImmediate();
  }
}

async function* readFrames(data: ByteStream, signal: AbortSignal | undefined, open: OpenEngine): ByteStream {
  const engine = open('zstd', CHUNK);
  try {
    for await (const chunk of cutAtFrames(data)) {
      signal?.throwIfAborted();
      yield* engine.feed(chunk);
    }
  } finally {
    engine[Symbol.dispose]();
  }
}
