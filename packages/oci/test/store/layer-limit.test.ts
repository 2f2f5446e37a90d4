import { bytes } from '@strake/core';
import { expect, test } from 'vitest';
import { createLayerStore, createMemoryRecords, createMemoryStore, digestOf, MediaType } from '../../src/index.ts';
import { gzip, nodeCodecs, nodeHasher } from '../../src/node.ts';
import { readAll } from '../../src/testing.ts';

test('a layer that grows beyond the limit when it is unpacked is refused, and nothing of it is kept', async () => {
  const zeros = new Uint8Array(20_000_000);
  const bomb = await readAll(gzip(bytes(zeros)));
  const content = createMemoryStore(nodeHasher);
  const options = { content, records: createMemoryRecords(), createHasher: nodeHasher, codecs: nodeCodecs() };
  const layers = createLayerStore({ ...options, layerLimit: 10_000_000 });
  const packed = { mediaType: MediaType.layerGzip, digest: digestOf(bomb), size: bomb.byteLength };
  const layer = await layers.remember(digestOf(zeros), packed, () => bytes(bomb));
  const limit = { code: 'LIMIT_EXCEEDED' };
  await expect(layer.index()).rejects.toMatchObject(limit);
  await expect(readAll(layer.tar())).rejects.toMatchObject(limit);
  const entry = {
    type: 'file',
    path: 'a',
    mode: 0,
    uid: 0,
    gid: 0,
    mtime: 0,
    size: 1,
    offset: 512,
    content: digestOf(zeros),
  } as const;
  await expect(readAll(layer.content(entry))).rejects.toMatchObject(limit);
  expect(await content.stat(layer.diffId)).toBeUndefined();
});
