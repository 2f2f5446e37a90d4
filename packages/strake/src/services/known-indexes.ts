import type { Digest } from '@strake/core';
import type { ImageSource } from '@strake/executor';
import type { Layer, LayerIndex } from '@strake/oci';

/** What somebody else knows of a layer. */
export type KnownIndex = (diffId: Digest, signal?: AbortSignal) => Promise<LayerIndex | undefined>;

/** Images whose layers are not fetched for indexes that are `known`. */
export function knowingIndexes(images: ImageSource, known: KnownIndex): ImageSource {
  return {
    layers: async (op, progress, signal) =>
      (await images.layers(op, progress, signal)).map((layer) => withIndex(layer, known)),
  };
}

function withIndex(layer: Layer, known: KnownIndex): Layer {
  let found: LayerIndex | undefined;
  return {
    ...layer,
    async index(signal) {
      found ??= (await layer.storedIndex?.()) ? undefined : await known(layer.diffId, signal);
      return found ?? layer.index(signal);
    },
  };
}
