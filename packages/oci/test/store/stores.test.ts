import { webGzip } from '../../src/compress/web-gzip.ts';
import { nodeCodecs } from '../../src/compress/node/codecs.ts';
import { nodeHasher } from '../../src/hash/node-hasher.ts';
import { sha256Hasher } from '../../src/hash/sha256.ts';
import { createLayerStore } from '../../src/store/create-layer-store.ts';
import { createMemoryRecords } from '../../src/store/memory-records.ts';
import { createMemoryStore } from '../../src/store/memory-store.ts';
import { openStore } from '../../src/store/node/open-store.ts';
import { contentStoreContract, layerStoreContract, recordStoreContract } from '../../src/testing.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

const fresh = temporaryDirectory();

contentStoreContract('the memory store', () => createMemoryStore());
contentStoreContract('the disk store', async () => (await openStore(fresh())).content);

recordStoreContract('memory records', createMemoryRecords);
recordStoreContract('disk records', async () => (await openStore(fresh())).records);

layerStoreContract('the memory layer store', () => {
  const content = createMemoryStore(sha256Hasher);
  const records = createMemoryRecords();
  const options = { content, records, createHasher: sha256Hasher, codecs: { gzip: webGzip } };
  return { content, layers: createLayerStore(options), reopen: () => createLayerStore(options) };
});

layerStoreContract('the memory layer store on Node', () => {
  const content = createMemoryStore(nodeHasher);
  const records = createMemoryRecords();
  const options = { content, records, createHasher: nodeHasher, codecs: nodeCodecs() };
  return { content, layers: createLayerStore(options), reopen: () => createLayerStore(options) };
});

layerStoreContract('the disk layer store', async () => {
  const directory = fresh();
  const { content, layers } = await openStore(directory);
  return { content, layers, reopen: async () => (await openStore(directory)).layers };
});
