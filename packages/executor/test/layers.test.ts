import { createLayerStore, createMemoryRecords, createMemoryStore, type Layer, webGzip } from '@strake/oci';
import { nodeHasher } from '@strake/oci/node';
import { bytes } from '@strake/core';
import { expect, test } from 'vitest';
import { addedLayers, addLayers, layersResult, treeOf } from '../src/layers.ts';
import type { LayersResult } from '../src/result.ts';

const META = { mode: 0o644, uid: 0, gid: 0, mtime: 0 } as const;
const signal = new AbortController().signal;

/** Layers of one file each, named by its number. */
async function layersOf(count: number): Promise<readonly Layer[]> {
  const store = createLayerStore({
    content: createMemoryStore(nodeHasher),
    records: createMemoryRecords(),
    createHasher: nodeHasher,
    codecs: { gzip: webGzip },
  });
  return Promise.all(
    Array.from({ length: count }, (_, i) =>
      store.write([[{ type: 'file', path: `f${i}`, ...META, size: 1 }, bytes(Uint8Array.of(i % 7))]]),
    ),
  );
}

function chainOf(layers: readonly Layer[]): LayersResult {
  return layers.reduce<LayersResult>(
    (below, layer) => addLayers(below, [layer], { hasher: nodeHasher, created: 'now' }),
    layersResult([], nodeHasher),
  );
}

test('a chain of steps has all their layers and files, and the identity of the same layers put together at once', async () => {
  const layers = await layersOf(100);
  const chain = chainOf(layers);
  const whole = layersResult(layers, nodeHasher);
  expect(chain.layers).toEqual(layers);
  expect(addedLayers(chain)).toEqual(layers.slice(-1));
  expect(chain.identity).toBe(whole.identity);
  const paths = async (result: LayersResult): Promise<readonly string[]> =>
    [...(await treeOf(result, signal)).walk()].map((entry) => entry.path);
  expect(await paths(chain)).toHaveLength(100);
  expect(await paths(chain)).toEqual(await paths(whole));
  expect(await paths({ ...chain })).toEqual(await paths(whole));
});

test('the tree of a long chain has every file, with its bytes', async () => {
  const layers = await layersOf(300);
  const chain = chainOf(layers);
  const tree = await treeOf(chain, signal);
  expect(tree.get('f0')).toMatchObject({ type: 'file', size: 1 });
  expect(tree.get('nothing')).toBeUndefined();
  for await (const chunk of tree.open('f5')) expect([...chunk]).toEqual([5]);
});

test('the order of layers is part of the identity', async () => {
  const layers = await layersOf(3);
  const identities = [layers, layers.toReversed(), layers.slice(1)].map(
    (list) => layersResult(list, nodeHasher).identity,
  );
  expect(new Set(identities).size).toBe(3);
});
