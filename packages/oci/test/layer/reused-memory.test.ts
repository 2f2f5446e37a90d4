import { type ByteStream, bytes, collect } from '@strake/core';
import { expect, test } from 'vitest';
import { createMemoryStore, type LayerEntry, readTar, writeLayer } from '../../src/index.ts';
import { nodeHasher } from '../../src/node.ts';

/** Chunks in one memory, which is overwritten when the next is asked for and at the end. */
async function* inOneMemory(data: Uint8Array, chunk: number): ByteStream {
  const memory = new Uint8Array(chunk);
  for (let at = 0; at < data.byteLength; at += chunk) {
    const part = data.subarray(at, at + chunk);
    memory.set(part);
    yield memory.subarray(0, part.byteLength);
    memory.fill(0xff);
  }
}

const META = { mode: 0o644, uid: 0, gid: 0, mtime: 0 };
const KIB = 1024;

test.each([
  ['a small file in several chunks', 'f', 100 * KIB, 7 * KIB],
  ['a large file', 'f', 3000 * KIB, 256 * KIB],
  ['a large file with an extended header', 'f'.repeat(200), 3000 * KIB, 256 * KIB],
])('a layer has the bytes of chunks whose memory is used again: %s', async (_, path, size, chunk) => {
  const data = Uint8Array.from({ length: size }, (_, i) => (i * 31 + (i >> 8)) & 0x7f);
  const entry: LayerEntry = { type: 'file', path, size, ...META };
  const store = createMemoryStore(nodeHasher);
  const index = await writeLayer([[entry, inOneMemory(data, chunk), { reused: true }]], {
    store,
    createHasher: nodeHasher,
  });
  const parts: Uint8Array[] = [];
  for await (const item of readTar(store.read(index.diffId))) if (item.kind === 'data') parts.push(item.chunk);
  expect(Buffer.compare(await collect(bytes(...parts), size), data)).toBe(0);
});
