import type { ByteStream } from '@strake/core';

export interface Block {
  readonly block: Uint8Array;
  readonly last: boolean;
}

/**
 * Cuts a stream into blocks of exactly `size` bytes; the last may be shorter, and is empty for an empty stream. A chunk
 * that holds a whole block is not copied.
 */
export async function* blocksOf(data: ByteStream, size: number): AsyncGenerator<Block> {
  let block: Uint8Array = EMPTY;
  let filled = 0;
  let ready: Uint8Array | undefined;
  for await (const chunk of data) {
    for (let at = 0; at < chunk.byteLength; ) {
      if (ready) yield { block: ready, last: false };
      ready = undefined;
      const rest = chunk.byteLength - at;
      if (filled === 0 && rest >= size) {
        ready = chunk.subarray(at, at + size);
        at += size;
        continue;
      }
      if (filled === 0) block = new Uint8Array(size);
      const count = Math.min(size - filled, rest);
      block.set(chunk.subarray(at, at + count), filled);
      filled += count;
      at += count;
      if (filled === size) {
        ready = block;
        filled = 0;
      }
    }
  }
  if (ready && filled > 0) yield { block: ready, last: false };
  yield { block: filled === 0 ? (ready ?? EMPTY) : block.subarray(0, filled), last: true };
}

const EMPTY = new Uint8Array();
