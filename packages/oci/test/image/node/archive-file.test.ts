import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { ByteStream } from '@strake/core';
import { describe, expect, test } from 'vitest';
import {
  append,
  type Compression,
  contentReader,
  type Image,
  imageArchive,
  type Layer,
  packImage,
  type PackedImage,
  packIndex,
  readImage,
} from '../../../src/index.ts';
import { createArchiveFile, nodeHasher } from '../../../src/node.ts';
import { readAll } from '../../../src/testing.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { memoryStores, SCRATCH, type Stores } from '../sample-image.ts';

const fresh = temporaryDirectory();
const MIB = 1024 * 1024;

/** A layer of one file, of which half is noise. */
async function layerOf(stores: Stores, size: number, seed = 1): Promise<Layer> {
  const data = new Uint8Array(size);
  for (let i = 0, state = seed; i < size / 2; i += 1) {
    state = (state * 48_271) % 2_147_483_647;
    data[i] = state;
  }
  const meta = { mode: 0o644, uid: 0, gid: 0, mtime: 0, size };
  return stores.layers.write([[{ type: 'file', path: `file${size}-${seed}`, ...meta }, data]]);
}

function imageOf(layers: readonly Layer[]): Image {
  return layers.reduce((image, layer) => append(image, { layer, history: {} }), SCRATCH);
}

/** The layer as it is in a store that has it packed only. */
async function pulled(
  layer: Layer,
  from: Stores,
  to: Stores,
  fetch?: (data: ByteStream) => ByteStream,
): Promise<Layer> {
  const packed = await from.layers.pack(layer, 'zstd');
  const read = (signal?: AbortSignal): ByteStream => from.content.read(packed.digest, signal && { signal });
  return to.layers.remember(layer.diffId, packed, (signal) => (fetch ? fetch(read(signal)) : read(signal)));
}

async function writeFile(pack: (file: number) => Promise<unknown>): Promise<Uint8Array> {
  const path = fresh();
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, '');
  const file = openSync(path, 'r+');
  try {
    await pack(file);
  } finally {
    closeSync(file);
  }
  return readFileSync(path);
}

const raise = (cause: unknown): unknown => cause;

describe('a file has the bytes of the stream', () => {
  const cases: Readonly<Record<string, (stores: Stores) => Promise<readonly Layer[]>>> = {
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
  const all = Object.keys(cases).flatMap((name) =>
    (['gzip', 'zstd', 'uncompressed'] as const).map((compression) => [name, compression] as const),
  );

  async function check(
    make: (stores: Stores) => Promise<readonly Layer[]>,
    compression: Compression,
    whole: (images: readonly PackedImage[], stores: Stores) => Promise<PackedImage>,
    platforms: number,
  ): Promise<void> {
    const packs = async (stores: Stores, file?: number): Promise<Uint8Array> => {
      const layers = await make(stores);
      const archive = file === undefined ? undefined : createArchiveFile(file, raise);
      const images: PackedImage[] = [];
      for (let i = 0; i < platforms; i += 1) {
        const image = imageOf(layers.slice(i));
        images.push(await packImage(image, { ...stores, compression, intake: archive }));
      }
      const packed = await whole(images, stores);
      const streamed = await readAll(imageArchive(packed));
      if (archive) expect(await archive.end(packed)).toBe(streamed.byteLength);
      return streamed;
    };
    const streamed = await packs(memoryStores());
    let beside: Uint8Array | undefined;
    const written = await writeFile(async (file) => (beside = await packs(memoryStores(), file)));
    expect(Buffer.compare(written, streamed)).toBe(0);
    expect(Buffer.compare(written, beside ?? new Uint8Array())).toBe(0);
  }

  test.each(all)('%s, %s', async (name, compression) => {
    const make = cases[name] as (stores: Stores) => Promise<readonly Layer[]>;
    await check(make, compression, async ([only]) => only as PackedImage, 1);
    await check(make, compression, packIndex, 2);
  });
});

describe('what cannot be written', () => {
  test('is said as the caller says it, and others that wait for the same layer get it', async () => {
    const stores = memoryStores();
    const image = imageOf([await layerOf(stores, 3 * MIB)]);
    const path = fresh();
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, '');
    const file = openSync(path, 'r+');
    // The directories go in, and the layer does not.
    const archive = createArchiveFile(file, (cause) => new Error('no room', { cause }));
    const intake = { next: () => slowed(archive.next(), () => closeSync(file)) };
    const failing = packImage(image, { ...stores, intake });
    const other = packImage(image, stores);
    await expect(failing).rejects.toThrow('no room');
    expect((await other).layers).toHaveLength(1);
  });

  function slowed(place: ReturnType<ReturnType<typeof createArchiveFile>['next']>, before: () => void): typeof place {
    let isFirst = true;
    return {
      ...place,
      chunk: async (chunk, direct) => {
        await setTimeout(20);
        if (isFirst) before();
        isFirst = false;
        await place.chunk(chunk, direct);
      },
    };
  }

  test('ends also what waits for its turn', async () => {
    const [there, here] = [memoryStores(), memoryStores()];
    const never = (): ByteStream => ({ [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => undefined) }) });
    const image = imageOf([
      await pulled(await layerOf(there, MIB), there, here, never),
      await layerOf(here, 4 * MIB, 2),
    ]);
    const stop = new AbortController();
    await writeFile(async (file) => {
      const packing = packImage(image, { ...here, intake: createArchiveFile(file, raise), signal: stop.signal });
      await setTimeout(50);
      stop.abort(new Error('enough'));
      await expect(packing).rejects.toThrow('enough');
    });
  });
});

test('a layer of an image that was read is a member as it came', async () => {
  const [there, here] = [memoryStores(), memoryStores()];
  const image = await packImage(imageOf([await layerOf(there, MIB)]), there);
  const options = { ...here, createHasher: nodeHasher };
  const read = await readImage(
    contentReader(there.content),
    image.root,
    { os: 'linux', architecture: 'amd64' },
    options,
  );
  const written = await writeFile(async (file) => {
    const archive = createArchiveFile(file, raise);
    await archive.end(await packImage(read, { ...here, intake: archive }));
  });
  expect(Buffer.compare(written, await readAll(imageArchive(image)))).toBe(0);
});
