import { bytes, type Digest } from '@strake/core';
import {
  type ContentStore,
  createLayerStore,
  createMemoryRecords,
  createMemoryStore,
  digestOf,
  type LayerStore,
  OciError,
  webGzip,
} from '@strake/oci';
import { nodeHasher } from '@strake/oci/node';
import { expect, test } from 'vitest';
import { type ImportedBlob, sharedCache } from '../../src/cache/shared-cache.ts';

const NO_CACHE = { get: async () => undefined, put: async () => undefined, delete: async () => undefined };

function emptyStore(): { readonly content: ContentStore; readonly layers: LayerStore } {
  const content = createMemoryStore(nodeHasher);
  const records = createMemoryRecords();
  return {
    content,
    layers: createLayerStore({ content, records, createHasher: nodeHasher, codecs: { gzip: webGzip } }),
  };
}

async function indexed(): Promise<{ readonly diffId: Digest; readonly data: Uint8Array }> {
  const { content, layers } = emptyStore();
  const layer = await layers.write([[{ type: 'directory', path: 'app', mode: 0o755, uid: 0, gid: 0, mtime: 0 }]]);
  const index = await layer.storedIndex?.();
  if (!index) throw new Error('a layer that was written has no index');
  const chunks: Uint8Array[] = [];
  for await (const chunk of content.read(index.digest)) chunks.push(chunk);
  return { diffId: layer.diffId, data: Buffer.concat(chunks) };
}

function blobOf(data: Uint8Array, read: ImportedBlob['read'] = () => bytes(data)): ImportedBlob {
  return { descriptor: { mediaType: 'x', digest: digestOf(data), size: data.byteLength }, read };
}

/** What the cache says of the layer, when `blob` is what it has for it. */
async function ask(diffId: Digest, blob: ImportedBlob | undefined): Promise<readonly string[] | undefined> {
  const { layers } = emptyStore();
  const indexes = new Map(blob ? [[diffId, blob]] : []);
  const imported = { records: new Map(), layers: new Map(), indexes };
  const index = await sharedCache(NO_CACHE, layers, async () => [imported]).index(diffId);
  return index?.index.entries.map(({ path }) => path);
}

test('an index of a cache elsewhere is what it says of the layer', async () => {
  const { diffId, data } = await indexed();
  expect(await ask(diffId, blobOf(data))).toEqual(['app']);
});

test('an index that is none, of another layer, too large or out of reach is not there', async () => {
  const { diffId, data } = await indexed();
  const fails: ImportedBlob['read'] = async function* () {
    yield data.subarray(0, 1);
    throw new OciError('BLOB_MISMATCH', 'other bytes');
  };
  const large = { ...blobOf(data), descriptor: { ...blobOf(data).descriptor, size: 2 ** 30 } };
  for (const blob of [undefined, blobOf(new TextEncoder().encode('{')), blobOf(data, fails), large])
    expect(await ask(diffId, blob)).toBeUndefined();
  expect(await ask(`sha256:${'0'.repeat(64)}`, blobOf(data))).toBeUndefined();
});

test.each([
  ['a path that leads out', { paths: ['../app'] }],
  ['a path that begins at the root', { paths: ['/app'] }],
  ['a path that is no text', { paths: [7] }],
  ['a file behind the end of the layer', { types: 'f', sizes: [9], offsets: [2 ** 40], contents: '0'.repeat(64) }],
  ['a file before its beginning', { types: 'f', sizes: [9], offsets: [-5], contents: '0'.repeat(64) }],
  ['a hard link to no file of the layer', { types: 'h', targets: ['../etc/passwd'] }],
  ['another name of what is outside', { types: 'l', targets: ['x'], sameAs: { 0: '../etc/passwd' } }],
  ['another name of itself', { types: 'l', targets: ['x'], sameAs: { 0: 'app' } }],
  ['a link to what is no text', { types: 'l', targets: [7] }],
  ['a mode of more bits than there are', { modes: 2 ** 40 }],
])('an index with %s is not there', async (_, lie) => {
  const { diffId, data } = await indexed();
  const document = JSON.parse(new TextDecoder().decode(data)) as object;
  expect(await ask(diffId, blobOf(new TextEncoder().encode(JSON.stringify({ ...document, ...lie }))))).toBeUndefined();
});
