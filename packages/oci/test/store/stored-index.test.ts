import { type ByteStream, bytes } from '@strake/core';
import { expect, test } from 'vitest';
import { createLayerStore, createMemoryRecords, createMemoryStore } from '../../src/index.ts';
import { nodeCodecs, nodeHasher } from '../../src/node.ts';
import { readAll } from '../../src/testing.ts';

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
