import type { Digest } from '@strake/core';
import type { UnpackedSizes } from '@strake/sandbox';

/** What unpacked layers take on disk. */
export interface UnpackedTrees {
  /** With what belongs to them, under all mappings of ids. */
  readonly layers: ReadonlyMap<Digest, number>;
  /** Whole roots, that copies are made of. */
  readonly roots: number;
  /** All that is neither, nor a cache mount. */
  readonly rest: number;
}

export function unpackedTrees({ total, trees, caches }: UnpackedSizes): UnpackedTrees {
  const layers = new Map<Digest, number>();
  let roots = 0;
  let counted = caches.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const [tree, bytes] of Object.entries(trees)) {
    const [, isRoot, hex] = /^[^/]*?(roots)?\/([0-9a-f]{64})(?=$|\.[a-z]+$)/.exec(tree) ?? [];
    if (hex === undefined) continue;
    counted += bytes;
    if (isRoot) roots += bytes;
    else layers.set(`sha256:${hex}`, (layers.get(`sha256:${hex}`) ?? 0) + bytes);
  }
  return { layers, roots, rest: total - counted };
}
