import { hexOf, isDigest } from '@strake/core';
import { type Image, type Layer, type LayerEntry, type IndexEntry, withConfig } from '@strake/oci';
import type { DiskStore } from '@strake/oci/node';
import type { TargetImage } from './target-image.ts';

const KIND = 'layer-dated';

/** The image with nothing in its own layers later than its epoch; layers of the base stay as they are. */
export async function rewriteTimestamps(
  { image, own, epoch }: TargetImage,
  store: DiskStore,
  signal: AbortSignal,
): Promise<Image> {
  if (epoch === undefined) return image;
  const base = image.layers.length - own;
  const layers: Layer[] = [];
  for (const [i, layer] of image.layers.entries())
    layers.push(i < base ? layer : await datedLayer(layer, epoch, store, signal));
  return withConfig({ config: image.config, layers }, (config) => config);
}

/** Made once: a record says what a layer became. */
async function datedLayer(layer: Layer, epoch: number, store: DiskStore, signal: AbortSignal): Promise<Layer> {
  const { entries } = await layer.index(signal);
  if (!entries.some((entry) => isLater(entry, epoch))) return layer;
  const key = `${hexOf(layer.diffId)}.${epoch}`;
  const known = await store.records.get(KIND, key);
  const stored = typeof known === 'string' && isDigest(known) ? await store.layers.get(known) : undefined;
  if (stored) return stored;
  const dated = await store.layers.write(clamped(layer, entries, epoch, signal), signal);
  await store.records.put(KIND, key, dated.diffId);
  return dated;
}

function isLater(entry: IndexEntry, epoch: number): boolean {
  if (!('mtime' in entry)) return false;
  return entry.mtime > epoch || (entry.mtime === epoch && (entry.mtimeNs ?? 0) > 0);
}

async function* clamped(
  layer: Layer,
  entries: readonly IndexEntry[],
  epoch: number,
  signal: AbortSignal,
): AsyncGenerator<readonly [LayerEntry, ReturnType<Layer['content']>?]> {
  for (const entry of entries) {
    const dated = isLater(entry, epoch) ? { ...entry, mtime: epoch, mtimeNs: 0 } : entry;
    if (entry.type === 'file') yield [dated, layer.content(entry, signal)];
    else yield [dated];
  }
}
