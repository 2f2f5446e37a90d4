import type { ByteStream } from '@strake/core';

/** Bytes from which memory is worth the trouble. */
const LARGE = 64 * 1024;

/**
 * Gives back memory once its last chunk has been used: left to itself it would pile up. For chunks that nobody else has, and
 * readers that keep none.
 */
export async function* freed(data: ByteStream): ByteStream {
  let memory: ArrayBufferLike | undefined;
  /** Bytes of it that have come: where all have, there is nothing of anybody else in it. */
  let come = 0;
  for await (const chunk of data) {
    come = chunk.buffer === memory ? come + chunk.byteLength : chunk.byteLength;
    memory = chunk.buffer;
    yield chunk;
    if (memory instanceof ArrayBuffer && come === memory.byteLength && come >= LARGE) memory.transfer(0);
  }
}
