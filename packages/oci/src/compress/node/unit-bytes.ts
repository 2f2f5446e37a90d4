import type { ByteStream } from '@strake/core';
import type { Unit } from './packers.ts';

/** Bytes of a chunk, about: to write several times as many at once takes the kernel twice the time. */
const PIECE = 512 * 1024;

/** The parts of units, which are released as `ahead` allows; see `CompressOptions`. */
export async function* unitBytes(units: AsyncIterable<Unit>, ahead: number | undefined): ByteStream {
  /** What is to be done once the chunks are used no more, the oldest first. */
  const inUse: ((() => void) | undefined)[] = [];
  for await (const unit of units) {
    const chunks = unit.parts.flatMap(piecesOf);
    if (ahead === undefined) {
      const own = chunks.map((chunk) => new Uint8Array(chunk));
      unit.release();
      yield* own;
      continue;
    }
    for (const [i, chunk] of chunks.entries()) {
      yield chunk;
      inUse.push(i === chunks.length - 1 ? unit.release : undefined);
      if (inUse.length > ahead) inUse.shift()?.();
    }
  }
}

function piecesOf(part: Uint8Array): readonly Uint8Array[] {
  const count = Math.max(1, Math.round(part.byteLength / PIECE));
  const size = Math.ceil(part.byteLength / count);
  return Array.from({ length: count }, (_, i) => part.subarray(i * size, (i + 1) * size));
}
