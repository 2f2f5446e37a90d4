import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Compression, type Layer, packImage } from '../../../src/index.ts';
import { openLayoutDirectory, writeLayout } from '../../../src/node.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { memoryStores, type Stores } from '../sample-image.ts';
import { imageOf, layerOf, LAYERS, MIB } from './layers.ts';

const fresh = temporaryDirectory();

/** Paths and bytes of all files. */
function filesOf(directory: string): Readonly<Record<string, string>> {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map(({ parentPath, name }) => join(parentPath, name)).sort();
  return Object.fromEntries(paths.map((path) => [path.slice(directory.length), readFileSync(path, 'latin1')]));
}

describe('a layout that gets layers while they are packed has the files of one that is written afterwards', () => {
  async function check(make: (stores: Stores) => Promise<readonly Layer[]>, compression: Compression): Promise<void> {
    const [beside, after] = [fresh(), fresh()];
    const there = memoryStores();
    await writeLayout(after, await packImage(imageOf(await make(there)), { ...there, compression }));
    const here = memoryStores();
    const layers = await make(here);
    // Twice: the second time all is there.
    for (let i = 0; i < 2; i += 1) {
      const layout = openLayoutDirectory(beside);
      await layout.end(await packImage(imageOf(layers), { ...here, compression, intake: layout }));
      await layout[Symbol.asyncDispose]();
      expect(filesOf(beside)).toEqual(filesOf(after));
    }
  }

  test.each(
    Object.keys(LAYERS).flatMap((name) =>
      (['gzip', 'zstd', 'uncompressed'] as const).map((compression) => [name, compression] as const),
    ),
  )('%s, %s', async (name, compression) => {
    await check(LAYERS[name] as (stores: Stores) => Promise<readonly Layer[]>, compression);
  });
});

test('a blob comes in the chunks of the packer, not from the store', async () => {
  const stores = memoryStores();
  const layout = openLayoutDirectory(fresh());
  const image = await packImage(imageOf([await layerOf(stores, 3 * MIB)]), { ...stores, intake: layout });
  const [layer] = image.layers ?? [];
  await stores.content.delete(layer?.digest ?? 'sha256:');
  await expect(layout.end(image)).resolves.toBeUndefined();
});

describe('of a layout that is not finished', () => {
  const layers = async (stores: Stores): Promise<readonly Layer[]> =>
    Promise.all([1, 2, 3].map((seed) => layerOf(stores, 3 * MIB, seed)));

  test('nothing is left but what was there', async () => {
    const directory = fresh();
    const stores = memoryStores();
    const made = await layers(stores);
    await writeLayout(directory, await packImage(imageOf(made.slice(0, 1)), stores));
    const before = filesOf(directory);
    const layout = openLayoutDirectory(directory);
    await packImage(imageOf(made), { ...stores, intake: layout });
    await layout[Symbol.asyncDispose]();
    expect(filesOf(directory)).toEqual(before);
  });

  test('nothing is left when packing is aborted', async () => {
    const directory = fresh();
    const stores = memoryStores();
    const stop = new AbortController();
    const layout = openLayoutDirectory(directory);
    const intake = {
      next: () => {
        const place = layout.next();
        const chunk: typeof place.chunk = async (data, ahead) => {
          await place.chunk(data, ahead);
          stop.abort(new Error('enough'));
        };
        return { ...place, chunk };
      },
    };
    const packing = packImage(imageOf(await layers(stores)), { ...stores, intake, signal: stop.signal });
    await expect(packing).rejects.toThrow('enough');
    await layout[Symbol.asyncDispose]();
    expect(filesOf(directory)).toEqual({});
  });

  test('what cannot be written is said as the caller says it', async () => {
    const directory = fresh();
    const stores = memoryStores();
    const layout = openLayoutDirectory(directory, (cause) => new Error('no room', { cause }));
    rmSync(join(directory, 'ingest'), { recursive: true });
    const packing = packImage(imageOf(await layers(stores)), { ...stores, intake: layout });
    await expect(packing).rejects.toThrow('no room');
    await layout[Symbol.asyncDispose]();
  });
});

test.each(['ingest', 'blobs', 'blobs/sha256'])('nothing is removed or written through a link at %s', async (name) => {
  const [directory, elsewhere] = [fresh(), fresh()];
  const stores = memoryStores();
  const image = await packImage(imageOf([await layerOf(stores, MIB)]), stores);
  const twoDaysAgo = new Date(Date.now() - 48 * 3600 * 1000);
  mkdirSync(elsewhere);
  writeFileSync(join(elsewhere, 'kept'), 'of somebody');
  utimesSync(join(elsewhere, 'kept'), twoDaysAgo, twoDaysAgo);
  mkdirSync(dirname(join(directory, name)), { recursive: true });
  symlinkSync(elsewhere, join(directory, name));
  await expect(writeLayout(directory, image)).rejects.toMatchObject({
    code: 'STORE_FAILED',
    message: expect.stringContaining(`${name} in it is a link`) as string,
  });
  expect(readdirSync(elsewhere)).toEqual(['kept']);
});
