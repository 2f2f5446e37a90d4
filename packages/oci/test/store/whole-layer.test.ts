import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bytes, type ByteStream } from '@strake/core';
import { expect, test } from 'vitest';
import {
  createLayerStore,
  createMemoryRecords,
  createMemoryStore,
  digestOf,
  type Layer,
  type LayerStoreOptions,
} from '../../src/index.ts';
import { openContentFiles } from '../../src/layer/node/content-files.ts';
import { nodeCodecs, nodeHasher } from '../../src/node.ts';
import { readAll } from '../../src/testing.ts';
import { keepTar } from '../../src/store/kept-tar.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

const fresh = temporaryDirectory();

const META = { mode: 0o644, uid: 0, gid: 0, mtime: 1 } as const;

/** A layer of one file of `size` bytes that came packed, and how often it was inflated. */
async function packedLayer(
  size: number,
  more: Partial<LayerStoreOptions> = {},
): Promise<{ readonly layer: Layer; readonly inflated: () => number }> {
  const options = { content: createMemoryStore(nodeHasher), createHasher: nodeHasher };
  const codecs = nodeCodecs();
  const there = createLayerStore({ ...options, codecs, records: createMemoryRecords() });
  // Of bytes that gzip cannot shrink.
  const data = new Uint8Array(size);
  for (let i = 0, x = 1; i < size; i++) data[i] = (x = Math.imul(x, 1103515245) + 12345) >>> 16;
  const made = await there.write([[{ type: 'file', path: 'a', ...META, size }, data]]);
  const packed = await there.pack(made, 'gzip');
  await options.content.delete(made.diffId);
  let count = 0;
  const gzip = {
    ...codecs.gzip,
    decompress: (from: ByteStream) => {
      count++;
      return codecs.gzip.decompress(from);
    },
  };
  const here = createLayerStore({ ...options, codecs: { ...codecs, gzip }, records: createMemoryRecords(), ...more });
  const fetch = (): ByteStream => options.content.read(packed.digest);
  return { layer: await here.remember(made.diffId, packed, fetch), inflated: () => count };
}

test.each([
  ['a small one once', 100_000, 1],
  ['a large one for each', 5_000_000, 2],
])('a packed layer is inflated for index and tar: %s', async (_, size, expected) => {
  const { layer, inflated } = await packedLayer(size);
  const whole = await layer.whole?.();
  expect(whole?.index).toEqual(await layer.index());
  expect(digestOf(await readAll(whole?.tar ?? bytes()))).toBe(layer.diffId);
  expect(inflated()).toBe(expected);
});

test('one that has an index is inflated for the tar alone', async () => {
  const { layer, inflated } = await packedLayer(100_000);
  await layer.index();
  const whole = await layer.whole?.();
  expect(digestOf(await readAll(whole?.tar ?? bytes()))).toBe(layer.diffId);
  expect(inflated()).toBe(2);
});

test.each([
  ['that passed', ['abc', 'de'], 'abcde'],
  ['of more than is kept', ['abc', 'def', 'g'], undefined],
])('a tar %s', async (_, parts, expected) => {
  const kept = keepTar(5);
  const stream = (): ByteStream => bytes(...parts.map((part) => new TextEncoder().encode(part)));
  expect(kept.again()).toBeUndefined();
  for (let time = 0; time < 2; time++) {
    expect(new TextDecoder().decode(await readAll(kept.pass(stream())))).toBe(parts.join(''));
    const again = kept.again();
    expect(again && new TextDecoder().decode(await readAll(again))).toBe(expected);
  }
});

test('a tar that breaks off is not kept', async () => {
  const kept = keepTar();
  async function* broken(): ByteStream {
    yield new Uint8Array(1);
    throw new Error('broken');
  }
  await expect(readAll(kept.pass(broken()))).rejects.toThrow('broken');
  expect(kept.again()).toBeUndefined();
});

test.each([
  ['a small layer', 100_000, true, true],
  ['a large one', 5_000_000, true, false],
  ['one of which nobody has said so', 100_000, false, false],
])('contents are kept for fetch when a layer is inflated for its index: %s', async (_, size, wanted, expected) => {
  const directory = fresh();
  mkdirSync(directory);
  const { layer, inflated } = await packedLayer(size, { openContents: openContentFiles });
  if (wanted) layer.keepContents?.();
  const [entry] = (await layer.index()).entries;
  expect(layer.hasContents?.()).toBe(expected);
  expect(await layer.fetch?.(undefined, directory)).toBe(expected);
  const offset = entry?.type === 'file' ? entry.offset : undefined;
  expect(readdirSync(directory)).toEqual(expected ? [String(offset)] : []);
  for (const name of readdirSync(directory))
    expect(digestOf(readFileSync(join(directory, name)))).toBe(entry?.type === 'file' ? entry.content : '');
  expect(inflated()).toBe(1);
  // They are given once.
  expect(await layer.fetch?.(undefined, directory)).toBe(false);
});
