import type { ByteStream } from '@strake/core';
import { OciError } from '../error.ts';
import type { BlobListing, IndexedFile, Layer } from '../layer/layer.ts';
import type { ListedFile } from '../model/index.ts';
import { lookupOf } from './layer-lookup.ts';
import type { FileContents, IndexedLayer } from './overlay.ts';

/**
 * A layer by its listing, for trees. Who asks what a file holds has its index made, for which it is fetched and verified: that
 * throws as `Layer.index`, and `LAYER_INVALID` where the layer has no such file.
 */
export async function listedLayer(
  layer: Layer,
  listing: BlobListing,
  signal?: AbortSignal,
): Promise<IndexedLayer<ListedFile>> {
  return { index: await listing.get(signal), layer: listedContents(layer) };
}

function listedContents(layer: Layer): FileContents<ListedFile> {
  return {
    async *content(file, signal, options): ByteStream {
      yield* layer.content(await indexed(layer, file, signal), signal, options);
    },
    digestOf: async (file, signal) => (await indexed(layer, file, signal)).content,
  };
}

async function indexed(layer: Layer, { path, size }: ListedFile, signal?: AbortSignal): Promise<IndexedFile> {
  const file = lookupOf(await layer.index(signal)).entries.get(path);
  if (file?.type === 'file' && file.size === size) return file;
  throw new OciError('LAYER_INVALID', `layer ${layer.diffId} has no file ${JSON.stringify(path)} of ${size} bytes`, {
    hint: 'an image says of another blob that it is this layer: it was made wrong, or changed',
  });
}
