import type { Layer } from '@strake/oci';
import type { DiskStore } from '@strake/oci/node';
import type { Graph } from '@strake/planner';
import type { OutputContext } from './write-outputs.ts';

/**
 * Fetches what an image that stays in the store could not get later: layers of steps that were found in a cache elsewhere,
 * and those of bases that lie in a layout. Layers of bases in registries stay there until somebody needs them.
 */
export async function fetchLayers({ targets, store, signal }: OutputContext, graph: Graph): Promise<void> {
  const fromLayout = [...graph.vertices.values()].some(
    ({ op }) => op.kind === 'image' && op.ref.startsWith('context:'),
  );
  for (const { image, own } of targets)
    for (const layer of image.layers.slice(fromLayout ? 0 : image.layers.length - own))
      await fetchLayer(layer, store, signal);
}

async function fetchLayer(
  { diffId, packed, packedBytes }: Layer,
  { content }: DiskStore,
  signal: AbortSignal,
): Promise<void> {
  if (!packed || (await content.stat(packed.digest)) || (await content.stat(diffId))) return;
  for await (const _ of packedBytes?.(signal) ?? []) signal.throwIfAborted();
}
