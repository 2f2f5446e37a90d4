import { ignoreDirectory, parseIgnorePatterns } from '@strake/context';
import { bytes, type ByteStream, collect } from '@strake/core';
import { emptyTree, type Tree } from '@strake/oci';
import { gunzip, unzstd } from '@strake/oci/node';
import type { Decompressors } from '../../../src/file/decompressors.ts';
import { FileOpError } from '../../../src/file/error.ts';
import { fileLayer, type FileLayerOptions } from '../../../src/file/file-layer.ts';
import { BLOBS } from './blobs.ts';
import { entryLines } from './entry-lines.ts';
import { fileOp } from './instruction.ts';
import { listedTree } from './listed-tree.ts';
import { NOW, parseListing, renderLine } from './listing.ts';
import { unpackBzip2, unpackXz } from './packed.ts';
import type { Case } from './read-cases.ts';

/** The lines of the layer that a case makes, sorted; or the code of the error. */
export async function layerOf(it: Case, options: Partial<FileLayerOptions> = {}): Promise<readonly string[] | string> {
  const inputs = [treeOf(it.base), treeOf(it.context), treeOf(it.src)];
  const defaults = { now: NOW * 1000 + 999, decompress: DECOMPRESSORS, matcher };
  try {
    const lines = await entryLines(fileLayer(fileOp(it.run, it.user), inputs, { ...defaults, ...options }));
    return lines.map((line) => renderLine(line, BLOBS)).sort();
  } catch (error) {
    if (error instanceof FileOpError) return error.code;
    throw error;
  }
}

/** What `layerOf` should give. */
export function wantedOf({ layer, error }: Case): readonly string[] | string {
  return (
    error ??
    parseListing(layer, BLOBS)
      .map((line) => renderLine(line, BLOBS))
      .sort()
  );
}

export function treeOf(listing: string | undefined): Tree {
  return listing === undefined ? emptyTree : listedTree(parseListing(listing, BLOBS));
}

/** The matcher of build contexts. */
export function matcher(patterns: readonly string[]): (path: string) => boolean {
  const top = ignoreDirectory(parseIgnorePatterns(patterns).rules);
  return (path) => {
    const names = path.split('/');
    const last = names.pop() ?? '';
    return names.reduce((directory, name) => directory.enter(name), top).ignores(last);
  };
}

/** Whole files at once: tests are small. */
function whole(unpack: (packed: Uint8Array) => Uint8Array): Decompressors['gzip'] {
  return async function* (packed): ByteStream {
    yield* bytes(unpack(await collect(packed, 1 << 24)));
  };
}

export const DECOMPRESSORS: Decompressors = {
  gzip: gunzip,
  zstd: unzstd,
  bzip2: whole(unpackBzip2),
  xz: whole(unpackXz),
};
