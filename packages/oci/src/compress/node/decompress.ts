import { createZstdDecompress } from 'node:zlib';
import type { ByteStream } from '@strake/core';
import { cutAtFrames } from '../zstd-frames.ts';
import { CHUNK, openEngine } from './engine.ts';
import { readMembers } from './gzip-members.ts';

/** Any number of gzip members. What comes before an error is given first. Throws `COMPRESSION_INVALID`. */
export function gunzip(data: ByteStream, signal?: AbortSignal): ByteStream {
  return readMembers(data, signal);
}

/** Any number of zstd frames. What comes before an error is given first. Throws `COMPRESSION_INVALID`. */
export async function* unzstd(data: ByteStream, signal?: AbortSignal): ByteStream {
  const engine = openEngine(createZstdDecompress({ chunkSize: CHUNK }), 'zstd');
  try {
    for await (const chunk of cutAtFrames(data)) {
      signal?.throwIfAborted();
      yield* engine.feed(chunk);
    }
  } finally {
    engine[Symbol.dispose]();
  }
}
