import { bzip2, xz } from './packed.ts';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { bytes, type ByteStream, collect } from '@strake/core';
import { emptyTree } from '@strake/oci';
import { expect } from 'vitest';
import type { Decompressors } from '../../../src/file/decompressors.ts';
import { FileOpError, type FileOpErrorCode } from '../../../src/file/error.ts';
import { fileLayer, type FileLayerOptions } from '../../../src/file/file-layer.ts';
import { BLOBS } from './blobs.ts';
import { entryLines } from './entry-lines.ts';
import { fileOp } from './instruction.ts';
import { listedTree } from './listed-tree.ts';
import { NOW, parseListing, renderLine } from './listing.ts';

/** One instruction and the layer it makes. Trees are listings (see `listing.ts`). */
export interface Case {
  readonly name: string;
  /** Absent: scratch. */
  readonly base?: string;
  /** The build context. */
  readonly ctx?: string;
  /** What `--from=src` names. */
  readonly src?: string;
  /** USER of the stage. */
  readonly user?: string;
  readonly run: string;
  /** The layer, in any order. */
  readonly expect?: string;
  readonly error?: FileOpErrorCode;
}

export async function check(it: Case, options: Partial<FileLayerOptions> = {}): Promise<void> {
  const tree = (text?: string) => (text === undefined ? emptyTree : listedTree(parseListing(text, BLOBS)));
  const inputs = [tree(it.base), tree(it.ctx), tree(it.src)];
  const layer = fileLayer(fileOp(it.run, it.user), inputs, { now: NOW * 1000 + 999, decompress: DECOMPRESSORS, ...options });
  const result = entryLines(layer).then(
    (lines) => lines.map((line) => renderLine(line, BLOBS)).sort(byPath),
    (error: unknown) => (error instanceof FileOpError ? error.code : Promise.reject(error)),
  );
  const wanted = it.error ?? parseListing(it.expect ?? '', BLOBS).map((line) => renderLine(line, BLOBS)).sort(byPath);
  expect(await result).toEqual(wanted);
}

function byPath(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Whole files at once: tests are small. */
function whole(unpack: (packed: Uint8Array) => Uint8Array): Decompressors['gzip'] {
  return async function* (packed): ByteStream {
    yield* bytes(unpack(await collect(packed, 1 << 24)));
  };
}

export const DECOMPRESSORS: Decompressors = {
  gzip: whole(gunzipSync),
  zstd: whole(zstdDecompressSync),
  bzip2: whole(bzip2),
  xz: whole(xz),
};
