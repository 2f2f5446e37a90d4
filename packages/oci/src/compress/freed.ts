import type { ByteStream } from '@strake/core';

/** Bytes from which memory is worth the trouble. */
const LARGE = 64 * 1024;

/**
 * Gives back memory once its last chunk has been used: left to itself it would pile up. For chunks that nobody else has, and
 * readers that keep none but the last `ahead` when they ask for the next.
 */
export async function* freed(data: ByteStream, ahead = 0): ByteStream {
  let memory: ArrayBufferLike | undefined;
  /** Bytes of it that have come: where all have, there is nothing of anybody else in it. */
  let come = 0;
  const inUse: (ArrayBuffer | undefined)[] = [];
  for await (const chunk of data) {
    come = chunk.buffer === memory ? come + chunk.byteLength : chunk.byteLength;
    memory = chunk.buffer;
    yield chunk;
    const isDone = memory instanceof ArrayBuffer && come === memory.byteLength && come >= LARGE;
    inUse.push(isDone ? (memory as ArrayBuffer) : undefined);
    if (inUse.length > ahead) inUse.shift()?.transfer(0);
  }
}
