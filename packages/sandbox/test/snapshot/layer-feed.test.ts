import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collect } from '@strake/core';
import { openStore } from '@strake/oci/node';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readFeed, writeFeed } from '../../src/snapshot/layer-feed.ts';
import { NEVER } from '../../src/testing/rig.ts';
import { writeNodes } from '../../src/testing/busybox-root.ts';
import { makeFifo } from '../../src/syscalls/file.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'strake-feed-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const fifo = (): string => {
  const path = join(directory, 'fifo');
  makeFifo(path);
  return path;
};

test('a layer crosses a fifo', async () => {
  const { layers } = await openStore(join(directory, 'store'));
  const layer = await writeNodes(layers, { big: 'x'.repeat(3_000_000), small: 's' });
  const path = fifo();
  const written = writeFeed(layer, path, NEVER);
  const { index, tar } = await readFeed(path, layer.diffId);
  expect(await collect(tar, 1e7)).toEqual(await collect(layer.tar(), 1e7));
  expect(index).toEqual(await layer.index());
  await written;
});

test('bytes of another digest are refused', async () => {
  const { layers } = await openStore(join(directory, 'store'));
  const [layer, other] = [await writeNodes(layers, { a: '1' }), await writeNodes(layers, { a: '2' })];
  const path = fifo();
  const written = writeFeed(layer, path, NEVER);
  const { tar } = await readFeed(path, other.diffId);
  await expect(collect(tar, 1e7)).rejects.toThrow(/digest/);
  await written;
});
