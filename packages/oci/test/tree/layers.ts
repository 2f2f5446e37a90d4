import {
  createLayerStore,
  createMemoryRecords,
  createMemoryStore,
  type IndexedLayer,
  type Tree,
  webGzip,
} from '../../src/index.ts';
import { overlay } from '../../src/index.ts';
import { nodeHasher } from '../../src/node.ts';
import { type LayerItem, withContents } from '../../src/testing.ts';

const META = { mode: 0o644, uid: 0, gid: 0, mtime: 0 } as const;

/** Layers written and read back, bottom first. */
export async function storedLayers(layers: readonly (readonly LayerItem[])[]): Promise<readonly IndexedLayer[]> {
  const options = { content: createMemoryStore(nodeHasher), records: createMemoryRecords(), createHasher: nodeHasher };
  const store = createLayerStore({ ...options, codecs: { gzip: webGzip } });
  return Promise.all(
    layers.map(async (items) => {
      const layer = await store.write(withContents(items));
      return { layer, index: await layer.index() };
    }),
  );
}

/**
 * Layers from short texts, one entry each: `a/` directory, `a=text` file, `a -> b` symlink, `a => b` hard link, `-a`
 * whiteout, `!a` opaque directory.
 */
export async function layersOf(...layers: readonly (readonly string[])[]): Promise<readonly IndexedLayer[]> {
  return storedLayers(layers.map((texts) => texts.flatMap(itemsOf)));
}

export async function treeOf(...layers: readonly (readonly string[])[]): Promise<Tree> {
  return overlay(await layersOf(...layers));
}

function itemsOf(text: string): readonly LayerItem[] {
  const [, link, arrow, target] = /^(.+) (->|=>) (.+)$/.exec(text) ?? [];
  if (link !== undefined && target !== undefined) {
    if (arrow === '=>') return [[{ type: 'hardlink', path: link, target, ...META }]];
    return [[{ type: 'symlink', path: link, target, ...META, mode: 0o777 }]];
  }
  if (text.startsWith('-')) return [[{ type: 'whiteout', path: text.slice(1) }]];
  if (text.startsWith('!')) return [[{ type: 'opaque', path: text.slice(1) }]];
  if (text.endsWith('/')) return [[{ type: 'directory', path: text.slice(0, -1), ...META, mode: 0o755 }]];
  const [path = '', content = ''] = text.split('=');
  const data = new TextEncoder().encode(content);
  return [[{ type: 'file', path, ...META, size: data.byteLength }, data]];
}
