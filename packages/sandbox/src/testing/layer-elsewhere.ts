import { createLayerStore, createMemoryRecords, createMemoryStore, type Layer, type LayerStore } from '@strake/oci';
import { nodeCodecs, nodeHasher } from '@strake/oci/node';
import { type Node, writeNodes } from './busybox-root.ts';

/** A layer that `layers` have to fetch, and whether its contents came with it each time that they did. */
export async function layerElsewhere(
  layers: LayerStore,
  nodes: Readonly<Record<string, Node>>,
): Promise<{ readonly layer: Layer; readonly fetched: () => readonly (boolean | undefined)[] }> {
  const content = createMemoryStore(nodeHasher);
  const options = { content, records: createMemoryRecords(), createHasher: nodeHasher, codecs: nodeCodecs() };
  const elsewhere = createLayerStore(options);
  const made = await writeNodes(elsewhere, nodes);
  const packed = await elsewhere.pack(made, 'gzip');
  const layer = await layers.remember(made.diffId, packed, (signal) =>
    content.read(packed.digest, signal ? { signal } : {}),
  );
  const fetched: (boolean | undefined)[] = [];
  const fetch: Layer['fetch'] = async (signal, contents) => {
    const hasContents = (await layer.fetch?.(signal, contents)) ?? false;
    fetched.push(hasContents);
    return hasContents;
  };
  return { layer: { ...layer, fetch }, fetched: () => fetched };
}
