import {
  append,
  createLayerStore,
  createMemoryRecords,
  createMemoryStore,
  type ContentStore,
  type Image,
  type ImageConfig,
  type LayerStore,
} from '../../src/index.ts';
import { nodeCodecs, nodeHasher } from '../../src/node.ts';

export interface Stores {
  readonly content: ContentStore;
  readonly layers: LayerStore;
}

export function memoryStores(): Stores {
  const content = createMemoryStore(nodeHasher);
  const options = { content, records: createMemoryRecords(), createHasher: nodeHasher, codecs: nodeCodecs() };
  return { content, layers: createLayerStore(options) };
}

export const SCRATCH: Image = {
  config: {
    architecture: 'amd64',
    os: 'linux',
    rootfs: { type: 'layers', diff_ids: [] },
    config: { Env: ['PATH=/bin'] },
  },
  layers: [],
};

/** An image of two layers, `/hello` and `/etc/name`, with a step without a layer between. */
export async function sampleImage(
  { layers }: Stores,
  name = 'strake',
  platform: Partial<ImageConfig> = {},
): Promise<Image> {
  const file = async (path: string, text: string): Promise<Image['layers'][number]> => {
    const data = new TextEncoder().encode(text);
    return layers.write([[{ type: 'file', path, mode: 0o644, uid: 0, gid: 0, mtime: 0, size: data.byteLength }, data]]);
  };
  const base = { ...SCRATCH, config: { ...SCRATCH.config, ...platform } };
  const one = append(base, { layer: await file('hello', 'hello'), history: { created_by: 'COPY hello /' } });
  const two = append(one, { history: { created_by: 'ENV A=b' } });
  return append(two, { layer: await file('etc/name', name), history: { created_by: 'RUN echo' } });
}
