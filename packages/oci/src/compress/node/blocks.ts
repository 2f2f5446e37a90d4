import type { ByteStream } from '@strake/core';
import type { Memories } from './memories.ts';

export interface Block {
  readonly block: Uint8Array;
  readonly last: boolean;
}

/** The size of the block `index`; see `cut`. */
export function sizeAt(sizes: readonly number[], index: number): number {
  return sizes[Math.min(index, sizes.length - 1)] ?? 0;
}

/**
 * Cuts a stream into blocks of exactly these sizes, those of the first ones and that of all others, which is that of `memories`:
 * whoever is done with a block gives it back. The last may be shorter, and is empty for an empty stream. Keeps no chunk.
 */
export async function* cut(data: ByteStream, memories: Memories, sizes: readonly number[]): AsyncGenerator<Block> {
  let block: Uint8Array = EMPTY;
  let filled = 0;
  let count = 0;
  for await (const chunk of data) {
    for (let at = 0; at < chunk.byteLength; ) {
      if (filled === block.byteLength) {
        if (filled > 0) yield { block, last: false };
        block = memories.take().subarray(0, sizeAt(sizes, count));
        count += 1;
        filled = 0;
      }
      const part = chunk.subarray(at, at + block.byteLength - filled);
      block.set(part, filled);
      filled += part.byteLength;
      at += part.byteLength;
    }
  }
  yield { block: block.subarray(0, filled), last: true };
}

const EMPTY = new Uint8Array();
