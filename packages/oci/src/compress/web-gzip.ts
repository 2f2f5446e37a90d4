import type { ByteStream } from '@strake/core';
import { type Codec, corrupt, streamOf } from './codec.ts';

/** gzip where there is no Node. One member; which bytes it makes depends on the browser. */
export const webGzip: Codec = {
  compress: (data) => pipe(copied(streamOf(data)), new CompressionStream('gzip')),
  decompress: async function* (data) {
    try {
      yield* pipe(copied(data), new DecompressionStream('gzip'));
    } catch (cause) {
      throw cause instanceof TypeError ? corrupt('gzip', cause) : cause;
    }
  },
};

/** Pipes take chunks ahead of those that they work on. */
async function* copied(data: ByteStream): ByteStream {
  for await (const chunk of data) yield new Uint8Array(chunk);
}

function pipe(data: ByteStream, transform: CompressionStream | DecompressionStream): ByteStream {
  return ReadableStream.from(data).pipeThrough(transform);
}
