import { join } from 'node:path';
import type { Digest } from '@strake/core';
import { namesIn } from './names-in.ts';

/** A tree with this after its name is on its way out: one that is gone in part must not look whole. */
export const DISCARDED = '.discarded';

/** Which trees of a store are to be kept. */
export interface TreeKeep {
  readonly isKept: (diffId: Digest) => boolean;
  /** Whole roots, that copies are made of: they are named by stacks of layers. */
  readonly roots: boolean;
}

/** The trees below `root` (`IDS/HEX`) that are not to be kept, and what an interrupted removal has left. */
export function strayTrees(root: string, { isKept, roots }: TreeKeep): readonly string[] {
  return namesIn(root).flatMap((ids) =>
    namesIn(join(root, ids))
      .filter((name) => {
        const [, hex, discarded] = /^([0-9a-f]{64})(\.discarded)?$/.exec(name) ?? [];
        if (hex === undefined || discarded !== undefined) return hex !== undefined;
        return ids.endsWith('roots') ? !roots : !isKept(`sha256:${hex}`);
      })
      .map((name) => `${ids}/${name}`),
  );
}
