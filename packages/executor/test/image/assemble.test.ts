import {
  createLayerStore,
  createMemoryRecords,
  createMemoryStore,
  digestOf,
  encodeConfig,
  packImage,
} from '@strake/oci';
import { nodeCodecs, nodeHasher } from '@strake/oci/node';
import type { Target } from '@strake/planner/graph';
import { expect, test } from 'vitest';
import { assembleImage } from '../../src/image/assemble.ts';
import { layersResult } from '../../src/layers.ts';

test.each([
  ['is too short', [{ created_by: 'COPY' }]],
  ['is too long', [{ created_by: 'COPY' }, { created_by: 'RUN' }, { created_by: 'ADD' }]],
])('an image is the one that is packed, also on a base whose history %s', async (_, history) => {
  const content = createMemoryStore(nodeHasher);
  const codecs = nodeCodecs();
  const store = createLayerStore({ content, records: createMemoryRecords(), createHasher: nodeHasher, codecs });
  const layers = [await store.write([]), await store.write([[{ type: 'whiteout', path: 'gone' }]])];
  const config = { architecture: 'amd64', os: 'linux', config: {}, rootfs: { type: 'layers', diff_ids: [] } };
  const target = { root: 'sha256:0', config, history } as unknown as Target;
  const image = assembleImage(target, new Map([['sha256:0', layersResult(layers, nodeHasher)]]));
  const packed = await packImage(image, { content, layers: store });
  expect(packed.config?.digest).toBe(digestOf(encodeConfig(image.config), nodeHasher));
});
