import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { detach } from '../syscalls/mount.ts';
import type { LayerStacks } from './layer-stacks.ts';
import { createSnapshot, type OverlayMeans } from './snapshots.ts';

/** Layers as overlays of their trees. */
export function createOverlayStacks(means: OverlayMeans): LayerStacks {
  const { trees, overlays } = means;
  return {
    hold: async (diffIds, signal) => ({ trees: await trees.lowers(diffIds, signal), release: () => undefined }),
    async show({ trees: lowers }, place, writable) {
      const [path, upper, work] = ['view', 'upper', 'work'].map((name) => join(place, name)) as [
        string,
        string,
        string,
      ];
      for (const directory of [path, ...(writable ? [upper, work] : [])]) mkdirSync(directory);
      overlays.mount({ target: path, lowers, ...(writable && { writable: { upper, work } }) });
      return { path, release: () => detach(path) };
    },
    snapshot: async (id, diffIds, signal) => createSnapshot(means, id, await trees.lowers(diffIds, signal)),
  };
}
