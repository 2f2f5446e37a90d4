import { setTimeout } from 'node:timers/promises';
import type { ByteStream } from '@strake/core';
import { append, type Image, type Layer } from '../../../src/index.ts';
import { memoryStores, SCRATCH, type Stores } from '../sample-image.ts';

export const MIB = 1024 * 1024;

/** A layer of one file, of which half is noise. */
export async function layerOf(stores: Stores, size: number, seed = 1): Promise<Layer> {
  const data = new Uint8Array(size);
  for (let i = 0, state = seed; i < size / 2; i += 1) {
    state = (state * 48_271) % 2_147_483_647;
    data[i] = state;
  }
  const meta = { mode: 0o644, uid: 0, gid: 0, mtime: 0, size };
  return stores.layers.write([[{ type: 'file', path: `file${size}-${seed}`, ...meta }, data]]);
}

export function imageOf(layers: readonly Layer[]): Image {
  return layers.reduce((image, layer) => append(image, { layer, history: {} }), SCRATCH);
}

/** The layer as it is in a store that has it packed only. */
export async function pulled(
  layer: Layer,
  from: Stores,
  to: Stores,
  fetch?: (data: ByteStream) => ByteStream,
): Promise<Layer> {
  const packed = await from.layers.pack(layer, 'zstd');
  const read = (signal?: AbortSignal): ByteStream => from.content.read(packed.digest, signal && { signal });
  return to.layers.remember(layer.diffId, packed, (signal) => (fetch ? fetch(read(signal)) : read(signal)));
}

/** Layers as packing may find them. */
export const LAYERS: Readonly<Record<string, (stores: Stores) => Promise<readonly Layer[]>>> = {
  'no layer': async () => [],
  'layers of all sizes': async (stores) =>
    Promise.all([10, 5 * MIB, 0, 600_000, 9 * MIB, 1].map((size) => layerOf(stores, size))),
  'a layer that is there twice': async (stores) => {
    const [one, two] = await Promise.all([layerOf(stores, 3 * MIB, 1), layerOf(stores, 2 * MIB, 2)]);
    return [one, two, one, one];
  },
  'layers of which some are packed already': async (stores) => {
    const layers = await Promise.all([1, 2, 3].map((seed) => layerOf(stores, 2 * MIB, seed)));
    for (const compression of ['gzip', 'zstd'] as const) await stores.layers.pack(layers[1] as Layer, compression);
    return layers;
  },
  'layers that came packed, one of them slowly': async (stores) => {
    const there = memoryStores();
    const slowly = async function* (data: ByteStream): ByteStream {
      await setTimeout(50);
      yield* data;
    };
    return [
      await pulled(await layerOf(there, 2 * MIB), there, stores, slowly),
      await layerOf(stores, 9 * MIB, 2),
      await pulled(await layerOf(there, MIB, 3), there, stores),
    ];
  },
};
