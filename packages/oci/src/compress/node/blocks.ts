import type { ByteStream } from '@strake/core';

export interface Block {
  readonly block: Uint8Array;
  readonly last: boolean;
}

/** Cuts a stream into blocks; the memory of those that are done with is used again. */
export interface Cutter {
  /** Blocks of exactly the cutter's sizes; the last may be shorter, and is empty for an empty stream. Keeps no chunk. */
  blocks(data: ByteStream): AsyncGenerator<Block>;
  /** Says that nobody looks at a block any more. */
  release(block: Uint8Array): void;
}

/** `sizes` has those of the first blocks, none larger than the last of them, which is that of all others. */
export function createCutter(...sizes: readonly number[]): Cutter {
  const spare: Uint8Array[] = [];
  return {
    blocks: (data) => cut(data, sizes, spare),
    release: ({ buffer }) => void spare.push(new Uint8Array(buffer)),
  };
}

/** The size of the block `index`; see `createCutter`. */
export function sizeAt(sizes: readonly number[], index: number): number {
  return sizes[Math.min(index, sizes.length - 1)] ?? 0;
}

async function* cut(data: ByteStream, sizes: readonly number[], spare: Uint8Array[]): AsyncGenerator<Block> {
  let block: Uint8Array = EMPTY;
  let filled = 0;
  let count = 0;
  for await (const chunk of data) {
    for (let at = 0; at < chunk.byteLength; ) {
      if (filled === block.byteLength) {
        if (filled > 0) yield { block, last: false };
        block = (spare.pop() ?? new Uint8Array(sizeAt(sizes, sizes.length))).subarray(0, sizeAt(sizes, count));
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
