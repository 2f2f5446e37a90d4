import type { ByteStream } from '@strake/core';

export interface Block {
  readonly block: Uint8Array;
  readonly last: boolean;
}

/** Cuts a stream into blocks of exactly `size` bytes; the last may be shorter, and is empty for an empty stream. */
export async function* blocksOf(data: ByteStream, size: number): AsyncGenerator<Block> {
  let block = new Uint8Array(size);
  let filled = 0;
  for await (const chunk of data) {
    for (let at = 0; at < chunk.byteLength; ) {
      if (filled === size) {
        yield { block, last: false };
        block = new Uint8Array(size);
        filled = 0;
      }
      const count = Math.min(size - filled, chunk.byteLength - at);
      block.set(chunk.subarray(at, at + count), filled);
      filled += count;
      at += count;
    }
  }
  yield { block: block.subarray(0, filled), last: true };
}
