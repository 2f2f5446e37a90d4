import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Digest } from '@strake/core';

/** A tree with this after its name is on its way out: one that is gone in part must not look whole. */
export const DISCARDED = '.discarded';

/** The unpacked layers below `root` (`IDS/HEX`) that are not to be kept, and what an interrupted removal has left. */
export function strayTrees(root: string, isKept: (diffId: Digest) => boolean): readonly string[] {
  // What lies in the others is named by whole stacks of layers.
  const kinds = namesIn(root).filter((ids) => !ids.endsWith('roots'));
  return kinds.flatMap((ids) =>
    namesIn(join(root, ids))
      .filter((name) => {
        const [, hex, discarded] = /^([0-9a-f]{64})(\.discarded)?$/.exec(name) ?? [];
        return hex !== undefined && (discarded !== undefined || !isKept(`sha256:${hex}`));
      })
      .map((name) => `${ids}/${name}`),
  );
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}
