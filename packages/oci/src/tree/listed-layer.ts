import type { ByteStream } from '@strake/core';
import { OciError } from '../error.ts';
import type { BlobListing, Layer } from '../layer/layer.ts';
import type { ListedFile } from '../model/index.ts';
import { lookupOf } from './layer-lookup.ts';
import type { IndexedLayer } from './overlay.ts';
import type { OpenOptions } from './tree.ts';

/** A layer by its listing, for trees. Who opens a file has its index made, for which it is fetched and verified. */
export async function listedLayer(
  layer: Layer,
  listing: BlobListing,
  signal?: AbortSignal,
): Promise<IndexedLayer<ListedFile>> {
  const index = await listing.get(signal);
  return { index, layer: { content: (file, abort, options) => openIndexed(layer, file, abort, options) } };
}

async function* openIndexed(
  layer: Layer,
  { path, size }: ListedFile,
  signal?: AbortSignal,
  options?: OpenOptions,
): ByteStream {
  const file = lookupOf(await layer.index(signal)).entries.get(path);
  if (file?.type !== 'file' || file.size !== size)
    throw new OciError('LAYER_INVALID', `layer ${layer.diffId} has no file ${JSON.stringify(path)} of ${size} bytes`, {
      hint: 'an image says of another blob that it is this layer: it was made wrong, or changed',
    });
  yield* layer.content(file, signal, options);
}
