import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ByteStream, bytes, hexOf } from '@strake/core';
import { describe, expect, test } from 'vitest';
import {
  createLayerStore,
  createMemoryRecords,
  createMemoryStore,
  type Layer,
  type LayerIndex,
} from '../../src/index.ts';
import { nodeCodecs, nodeHasher, openStore } from '../../src/node.ts';
import { readAll } from '../../src/testing.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

const fresh = temporaryDirectory();

test('an index that somebody else has stored meanwhile is not stored again', async () => {
  const content = createMemoryStore(nodeHasher);
  const records = createMemoryRecords();
  const stored: string[] = [];
  const options = { content, createHasher: nodeHasher, codecs: nodeCodecs() };
  const openStore = (name: string): ReturnType<typeof createLayerStore> =>
    createLayerStore({
      ...options,
      records: {
        ...records,
        put: async (kind, key, value) => {
          if (kind === 'layer-index') stored.push(name);
          await records.put(kind, key, value);
        },
      },
    });
  const elsewhere = createLayerStore({ ...options, records: createMemoryRecords() });
  const made = await elsewhere.write([
    [{ type: 'file', path: 'a', mode: 0o644, uid: 0, gid: 0, mtime: 1, size: 1 }, new Uint8Array(1)],
  ]);
  const packed = await elsewhere.pack(made, 'gzip');
  const data = await readAll(content.read(packed.digest));
  await content.delete(made.diffId);
  await content.delete(packed.digest);
  const fetch = (): ByteStream => bytes(data);
  const fast = await openStore('fast').remember(made.diffId, packed, fetch);
  const slow = await openStore('slow').remember(made.diffId, packed, async function* () {
    await fast.index();
    yield* fetch();
  });
  expect(await slow.index()).toEqual(await fast.index());
  expect(stored).toEqual(['fast']);
});

describe.each([
  ['ends in the middle of a file', (tar: Buffer) => tar.subarray(0, 700)],
  ['has another header', (tar: Buffer) => tar.fill(0xff, 10, 20)],
  ['has other content', (tar: Buffer) => tar.fill(7, 600, 601)],
])('a tar that is damaged while its index is gone: it %s', (_, damage) => {
  async function damaged(
    isPacked: boolean,
  ): Promise<{ readonly layer: Layer | undefined; readonly index: LayerIndex }> {
    const directory = fresh();
    const store = await openStore(directory);
    const made = await store.layers.write([
      [{ type: 'file', path: 'a', mode: 0o644, uid: 0, gid: 0, mtime: 1, size: 1000 }, new Uint8Array(1000)],
    ]);
    const index = await made.index();
    if (isPacked) await store.layers.pack(made, 'gzip');
    await store.records.delete('layer-index', hexOf(made.diffId));
    const file = join(directory, 'blobs/sha256', hexOf(made.diffId));
    chmodSync(file, 0o644);
    writeFileSync(file, damage(readFileSync(file)));
    const { layers } = await openStore(directory);
    return { layer: await layers.get(made.diffId), index };
  }

  test('is removed, and its layer with it', async () => {
    const { layer } = await damaged(false);
    await expect(layer?.index()).rejects.toMatchObject({ code: 'BLOB_DAMAGED' });
    expect(await layer?.hasTar?.()).toBe(false);
  });

  test('gives way to the packed form', async () => {
    const { layer, index } = await damaged(true);
    expect(await layer?.index()).toEqual(index);
  });
});
