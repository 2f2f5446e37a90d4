import type { ByteStream } from '@strake/core';

/** Bytes from which memory is worth the trouble. */
const LARGE = 64 * 1024;

/**
 * Gives back the memory of chunks once the next is asked for: left to itself it would pile up. For chunks that nobody else
 * has, and readers that keep none.
 */
export async function* freed(data: ByteStream): ByteStream {
  for await (const chunk of data) {
    const { buffer } = chunk;
    const isOwn = buffer instanceof ArrayBuffer && buffer.byteLength === chunk.byteLength;
    const isLarge = chunk.byteLength >= LARGE;
    yield chunk;
    if (isOwn && isLarge) buffer.transfer(0);
  }
}
