import { createHash, hash, type Hash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import type { Digest } from '@strake/core';
import type { Digests, Piece, Portion } from './portion.ts';

/** Reads portions one after another: a file may go on in the next. */
export interface PortionReader extends Disposable {
  /** Sets `memory` to the portion's bytes. */
  read(portion: Portion, memory: Uint8Array): Digests;
}

export function createPortionReader(): PortionReader {
  let file: number | undefined;
  let hasher: Hash | undefined;
  const close = (): void => {
    if (file !== undefined) closeSync(file);
    file = undefined;
    hasher = undefined;
  };
  const digestOf = (bytes: Uint8Array, { isFirst, isLast }: Piece): Digest | undefined => {
    if (isFirst && isLast) return `sha256:${hash('sha256', bytes, 'hex')}`;
    hasher ??= createHash('sha256');
    hasher.update(bytes);
    return isLast ? `sha256:${hasher.digest('hex')}` : undefined;
  };
  const readPiece = (piece: Piece, bytes: Uint8Array): Digest | undefined => {
    file ??= openSync(piece.host, 'r');
    fill(file, bytes, piece);
    const digest = digestOf(bytes, piece);
    if (piece.isLast) close();
    return digest;
  };
  return {
    read: (portion, memory) => {
      let at = 0;
      return portion.map((piece) => readPiece(piece, memory.subarray(at, (at += piece.length))));
    },
    [Symbol.dispose]: close,
  };
}

function fill(file: number, bytes: Uint8Array, { host }: Piece): void {
  for (let filled = 0; filled < bytes.byteLength; ) {
    const count = readSync(file, bytes, filled, bytes.byteLength - filled, null);
    if (count === 0) throw new Error(`${String(host)} became shorter while it was read`);
    filled += count;
  }
}
