import type { ByteStream } from '@strake/core';
import { OciError } from '../error.ts';

/**
 * Cuts zstd data where its frames end (RFC 8878, section 3), and leaves out those that are to be skipped: no chunk holds
 * parts of two frames. Decoders that end with the frame, though more comes in the same chunk, then read them all. Throws
 * `COMPRESSION_INVALID` when the data end in the middle of a frame or something else follows a frame.
 */
export async function* cutAtFrames(data: ByteStream): ByteStream {
  const cursor = new FrameCursor();
  for await (const chunk of data) {
    let start = 0;
    for (let at = 0; at < chunk.byteLength; ) {
      const before = at;
      const wasMagic = cursor.isMagic;
      at = cursor.advance(chunk, at);
      if (wasMagic) {
        // What a frame is shows when its magic is there; the part of it in the chunk before has been held back.
        if (cursor.isMagic || cursor.isSkipped) start = at;
        else if (at - before < 4) yield MAGIC_BYTES.subarray(0, 4 - (at - before));
      } else if (cursor.isSkipped) {
        start = at;
      }
      if (!cursor.isBetween) continue;
      if (start < at) yield chunk.subarray(start, at);
      start = at;
    }
    if (start < chunk.byteLength) yield chunk.subarray(start);
  }
  if (!cursor.isBetween) throw broken('the data end in the middle of a frame');
}

const MAGIC = 0xfd2fb528;
const MAGIC_BYTES: Uint8Array = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd);
const SKIPPABLE = 0x184d2a50;
/** Longest part that has to be looked at as a whole: a frame's header without its magic. */
const LONGEST = 14;

type Part = 'magic' | 'skippable' | 'descriptor' | 'header' | 'block' | 'content';

/** Where in a frame the data are. Looks at lengths only. */
class FrameCursor {
  #part: Part = 'magic';
  /** Bytes of the part that are still to come. */
  #left = 4;
  /** The part so far, unless it is content. */
  readonly #seen = new Uint8Array(LONGEST);
  #filled = 0;
  #checksum = 0;
  #isLast = false;
  #isBetween = true;
  #isSkipped = false;

  /** Whether a frame has just ended, or none has begun. */
  get isBetween(): boolean {
    return this.#isBetween;
  }

  /** Whether the next bytes are of a frame's magic. */
  get isMagic(): boolean {
    return this.#part === 'magic';
  }

  /** Whether the current frame, or the one that has just ended, is to be skipped. */
  get isSkipped(): boolean {
    return this.#isSkipped;
  }

  /** Goes on to the end of the part or of the chunk, and tells where that is. */
  advance(chunk: Uint8Array, at: number): number {
    this.#isBetween = false;
    const count = Math.min(this.#left, chunk.byteLength - at);
    if (this.#part !== 'content') {
      this.#seen.set(chunk.subarray(at, at + count), this.#filled);
      this.#filled += count;
    }
    this.#left -= count;
    if (this.#left === 0) this.#endPart();
    return at + count;
  }

  #endPart(): void {
    const bytes = this.#seen;
    const word = (bytes[0] ?? 0) + (bytes[1] ?? 0) * 2 ** 8 + (bytes[2] ?? 0) * 2 ** 16;
    const long = word + (bytes[3] ?? 0) * 2 ** 24;
    this.#filled = 0;
    switch (this.#part) {
      case 'magic':
        return this.#startFrame(long);
      case 'skippable':
        this.#isLast = true;
        return this.#startContent(long);
      case 'descriptor':
        return this.#startHeader(bytes[0] ?? 0);
      case 'header':
        return this.#expect('block', 3);
      case 'block':
        return this.#startBlock(word);
      case 'content':
        return this.#endContent();
      default:
        throw new Error(`unreachable: ${String(this.#part satisfies never)}`);
    }
  }

  #startFrame(magic: number): void {
    this.#isLast = false;
    this.#checksum = 0;
    this.#isSkipped = magic !== MAGIC;
    if (magic === MAGIC) this.#expect('descriptor', 1);
    else if (magic - (magic % 16) === SKIPPABLE) this.#expect('skippable', 4);
    else throw broken('what follows is no frame');
  }

  #startHeader(descriptor: number): void {
    const single = (descriptor & 0x20) !== 0;
    const size = [single ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
    const dictionary = [0, 1, 2, 4][descriptor & 3] ?? 0;
    this.#checksum = (descriptor & 4) === 0 ? 0 : 4;
    this.#expect('header', (single ? 0 : 1) + dictionary + size);
  }

  #startBlock(header: number): void {
    const kind = (header >> 1) & 3;
    this.#isLast = (header & 1) !== 0;
    if (kind === 3) throw broken('a block of an unknown kind');
    this.#startContent((kind === 1 ? 1 : header >> 3) + (this.#isLast ? this.#checksum : 0));
  }

  #startContent(size: number): void {
    this.#part = 'content';
    this.#left = size;
    if (size === 0) this.#endContent();
  }

  #endContent(): void {
    this.#isBetween = this.#isLast;
    if (this.#isLast) this.#expect('magic', 4);
    else this.#expect('block', 3);
  }

  #expect(part: Part, size: number): void {
    this.#part = part;
    this.#left = size;
  }
}

function broken(why: string): OciError {
  return new OciError('COMPRESSION_INVALID', `corrupt zstd data: ${why}`);
}
