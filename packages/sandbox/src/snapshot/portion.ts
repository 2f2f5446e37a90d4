import type { Digest } from '@strake/core';

/** A part of a file, or all of it. */
export interface Piece {
  readonly host: string | Buffer;
  /** Bytes; at least one. */
  readonly length: number;
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

/** Pieces that are read at once. One file's pieces come one behind another. */
export type Portion = readonly Piece[];

/** Bytes of a portion, at most. */
export const PORTION: number = 1024 * 1024;

/** To the thread that reads files. The memory, of `PORTION` bytes, is the thread's until the answer comes. */
export type ToReader =
  | { readonly kind: 'read'; readonly portion: Portion; readonly memory: ArrayBuffer }
  | { readonly kind: 'close' };

/** From it, in the order of portions. A failed one is the last: whoever hears of it asks for no more. */
export type FromReader =
  | ({ readonly kind: 'read' } & ReadBytes)
  | { readonly kind: 'failed'; readonly message: string };

/** What a portion holds. */
export interface ReadBytes {
  /** Its bytes, from the start. */
  readonly memory: ArrayBuffer;
  /** Of the whole file, for each piece that is a file's last. */
  readonly digests: Digests;
}

export type Digests = readonly (Digest | undefined)[];
