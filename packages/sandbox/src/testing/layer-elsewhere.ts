import { createLayerStore, createMemoryRecords, createMemoryStore, type Layer, type LayerStore } from '@strake/oci';
import { nodeCodecs, nodeHasher } from '@strake/oci/node';
import { type Node, writeNodes } from './busybox-root.ts';

/** A layer that `layers` have to fetch, and each time that they did: where contents were to go, and whether they did. */
export async function layerElsewhere(
  layers: LayerStore,
  nodes: Readonly<Record<string, Node>>,
): Promise<{ readonly layer: Layer; readonly fetched: readonly Fetched[] }> {
  const content = createMemoryStore(nodeHasher);
  const options = { content, records: createMemoryRecords(), createHasher: nodeHasher, codecs: nodeCodecs() };
  const elsewhere = createLayerStore(options);
  const made = await writeNodes(elsewhere, nodes);
  const packed = await elsewhere.pack(made, 'gzip');
  const layer = await layers.remember(made.diffId, packed, (signal) =>
    content.read(packed.digest, signal ? { signal } : {}),
  );
  const fetched: Fetched[] = [];
  const fetch: Layer['fetch'] = async (signal, contents) => {
    const hasContents = (await layer.fetch?.(signal, contents)) ?? false;
    fetched.push({ contents, hasContents });
    return hasContents;
  };
  return { layer: { ...layer, fetch }, fetched };
}

interface Fetched {
  readonly contents: string | undefined;
  readonly hasContents: boolean;
}
