import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { ByteStream } from '@strake/core';
import { describe, expect, test } from 'vitest';
import {
  type Compression,
  contentReader,
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
import { memoryStores, type Stores } from '../sample-image.ts';
import { imageOf, layerOf, LAYERS, MIB, pulled } from './layers.ts';

const fresh = temporaryDirectory();
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
  const all = Object.keys(LAYERS).flatMap((name) =>
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
    const make = LAYERS[name] as (stores: Stores) => Promise<readonly Layer[]>;
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
      chunk: async (chunk, ahead) => {
        await setTimeout(20);
        if (isFirst) before();
        isFirst = false;
        await place.chunk(chunk, ahead);
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
