import type { ByteStream } from '@strake/core';

/** How a context archive is packed. */
export type ArchiveKind = 'tar' | 'gzip' | 'bzip2' | 'xz' | 'zstd';

/** Bytes that tell what something is: a tar header. */
export const HEAD: number = 512;

const MAGIC: readonly (readonly [Exclude<ArchiveKind, 'tar'>, readonly number[]])[] = [
  ['gzip', [0x1f, 0x8b, 0x08]],
  ['bzip2', [0x42, 0x5a, 0x68]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
];

/** What the data that begin with `head` are; undefined when they are no archive, such as the text of a Dockerfile. */
export function archiveKind(head: Uint8Array): ArchiveKind | undefined {
  const packed = MAGIC.find(([, magic]) => magic.every((byte, i) => head[i] === byte));
  return packed?.[0] ?? (isTarHeader(head) ? 'tar' : undefined);
}

/** Whether a block has the checksum of a tar header (bytes 148 to 155, summed as spaces), or is the zero block of an empty archive. */
function isTarHeader(head: Uint8Array): boolean {
  if (head.byteLength < HEAD) return false;
  const block = head.subarray(0, HEAD);
  if (block.every((byte) => byte === 0)) return true;
  const written = new TextDecoder('latin1').decode(block.subarray(148, 156));
  if (!/^[ 0]*[0-7]+[ \0]*$/.test(written)) return false;
  let sum = 8 * 32;
  for (const [i, byte] of block.entries()) if (i < 148 || i > 155) sum += byte;
  return sum === Number.parseInt(written.replace(/\0.*/s, '').trim(), 8);
}

/** The first bytes of a stream, at least `HEAD` unless it is shorter, and the whole of it. */
export async function peek(data: ByteStream): Promise<{ readonly head: Uint8Array; readonly whole: ByteStream }> {
  const iterator = data[Symbol.asyncIterator]();
  const chunks: Uint8Array[] = [];
  let size = 0;
  while (size < HEAD) {
    const { done, value } = await iterator.next();
    if (done) break;
    chunks.push(value);
    size += value.byteLength;
  }
  const head = new Uint8Array(Math.min(size, HEAD));
  let at = 0;
  for (const chunk of chunks) {
    const part = chunk.subarray(0, head.byteLength - at);
    head.set(part, at);
    at += part.byteLength;
  }
  return { head, whole: resumed(chunks, iterator) };
}

async function* resumed(chunks: readonly Uint8Array[], iterator: AsyncIterator<Uint8Array>): ByteStream {
  try {
    yield* chunks;
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
  } finally {
    await iterator.return?.();
  }
}
