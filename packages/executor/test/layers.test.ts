import {
  createLayerStore,
  createMemoryRecords,
  createMemoryStore,
  type Layer,
  type ListedFile,
  type Tree,
  webGzip,
} from '@strake/oci';
import { nodeHasher } from '@strake/oci/node';
import { bytes } from '@strake/core';
import { describe, expect, test } from 'vitest';
import { addedLayers, addLayers, baseTreeOf, layersResult, treeOf } from '../src/layers.ts';
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

describe('layers that are only listed', () => {
  const listed = (layer: Layer, blob: Layer['diffId'] = BLOB): Layer => {
    const get = async () => ({ entries: [{ type: 'file', path: 'listed', ...META, size: 1 } as const] });
    return { ...layer, listing: { blob, get } };
  };
  const pathsOf = (tree: Tree<ListedFile>): readonly string[] => [...tree.walk()].map(({ path }) => path);

  test('are another file system than those that were verified, and than those of other blobs', async () => {
    const [layer] = (await layersOf(1)) as readonly [Layer];
    const all = [layer, listed(layer), listed(layer, layer.diffId)];
    const identities = all.map((one) => layersResult([one], nodeHasher).identity);
    expect(new Set(identities).size).toBe(3);
    expect(layersResult([listed(layer)], nodeHasher).identity).toBe(identities[1]);
  });

  test('stay so below what steps put on them', async () => {
    const [layer, top] = (await layersOf(2)) as readonly [Layer, Layer];
    const on = (below: Layer): LayersResult =>
      addLayers(layersResult([below], nodeHasher), [top], { hasher: nodeHasher, created: 'now' });
    expect(on(listed(layer)).identity).not.toBe(on(layer).identity);
  });

  test('make the tree of a base, and no other', async () => {
    const [layer, top] = (await layersOf(2)) as readonly [Layer, Layer];
    const chain = addLayers(layersResult([listed(layer)], nodeHasher), [top], { hasher: nodeHasher, created: 'now' });
    expect(pathsOf(await baseTreeOf(chain, signal))).toEqual(['f1', 'listed']);
    expect(pathsOf(await treeOf(chain, signal))).toEqual(['f0', 'f1']);
    expect(pathsOf(await baseTreeOf(chain, signal))).toEqual(['f1', 'listed']);
  });

  test('give the bytes of files whose layer has them, and of no others', async () => {
    const [layer, top] = (await layersOf(2)) as readonly [Layer, Layer];
    const sound = { ...layer, listing: { blob: BLOB, get: () => layer.index() } };
    const read = async (below: Layer, path: string): Promise<readonly number[]> => {
      const tree = await baseTreeOf(layersResult([below, top], nodeHasher), signal);
      const chunks: number[] = [];
      for await (const chunk of tree.open(path)) chunks.push(...chunk);
      return chunks;
    };
    expect(await read(sound, 'f0')).toEqual([0]);
    expect(await read(sound, 'f1')).toEqual([1]);
    await expect(read(listed(layer), 'listed')).rejects.toMatchObject({ code: 'LAYER_INVALID' });
  });
});

const BLOB: Layer['diffId'] = `sha256:${'b'.repeat(64)}`;
