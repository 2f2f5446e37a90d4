import { isDeepStrictEqual } from 'node:util';
import type { Digest } from '@strake/core';
import type { ImageSource } from '@strake/executor';
import { type Layer, type LayerIndex, withinTimes } from '@strake/oci';
import type { ImportedIndex } from '../cache/shared-cache.ts';

/** What somebody else knows of a layer. */
export type KnownIndex = (diffId: Digest, signal?: AbortSignal) => Promise<ImportedIndex | undefined>;

/** Images whose layers are not fetched for indexes that somebody else knows. */
export interface KnowingImages extends ImageSource {
  /**
   * A layer that is here by now and is not what was believed of it. Looks at each layer once, when its own index is there or
   * can be made of what is there.
   */
  findWrong(signal: AbortSignal): Promise<Digest | undefined>;
}

export function knowingIndexes(images: ImageSource, known: KnownIndex): KnowingImages {
  const believed = new Map<Layer, ImportedIndex>();
  return {
    layers: async (op, progress, signal) =>
      (await images.layers(op, progress, signal)).map((layer) =>
        withIndex(layer, known, (index) => believed.set(layer, index)),
      ),
    async findWrong(signal) {
      for (const [layer, { index, digest }] of believed) {
        const stored = await layer.storedIndex?.();
        if (!stored && !(await layer.hasTar?.())) continue;
        believed.delete(layer);
        if (stored?.digest === digest) continue;
        if (!isSame(await layer.index(signal), index)) return layer.diffId;
      }
      return undefined;
    },
  };
}

/** Who has made a layer may know times of it that nobody reads from its archive. */
function isSame(one: LayerIndex, other: LayerIndex): boolean {
  const [entries, others] = [one, other].map((index) =>
    index.entries.map((entry) => ('mtime' in entry ? withinTimes(entry) : entry)),
  );
  return isDeepStrictEqual({ ...one, entries }, { ...other, entries: others });
}

function withIndex(layer: Layer, known: KnownIndex, believe: (index: ImportedIndex) => void): Layer {
  let found: ImportedIndex | undefined;
  return {
    ...layer,
    async index(signal, options) {
      if (!found && !(await layer.storedIndex?.())) {
        found = await known(layer.diffId, signal);
        if (found) believe(found);
      }
      return found?.index ?? layer.index(signal, options);
    },
  };
}
