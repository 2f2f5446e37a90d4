import { expect, test } from 'vitest';
import { buildSummary } from '../../src/cli/render/summary.ts';
import { formatImageSize, formatLayerSize } from '../../src/cli/render/layer-size.ts';
import type { LayerSize } from '../../src/images/layer-size.ts';
import { sumOf } from '../../src/images/layer-size.ts';
import { terminalOf } from './support/terminal.ts';

const ID = `sha256:${'1'.repeat(64)}` as const;
const PLATFORM = { os: 'linux', architecture: 'amd64' };

/** The lines of an image's layers, on a terminal of 60 columns. */
function layersOf(layers: readonly (LayerSize & { readonly createdBy?: string })[]): readonly string[] {
  const config = { ...PLATFORM, rootfs: { type: 'layers', diff_ids: [] } } as const;
  const described = layers.map((layer) => ({ diffId: ID, ...layer }));
  const image = { id: ID, platform: PLATFORM, config, layers: described, sources: [] };
  const outputs = [{ type: 'oci', layers: [[{ mediaType: 'x', digest: ID, size: 9 }]] }] as never;
  const graph = { vertices: [] } as never;
  const text = buildSummary({ images: [image], names: [], outputs, graph, diagnostics: [] }, terminalOf(60));
  return text.trimEnd().split('\n').slice(2);
}

test.each<[what: string, layer: LayerSize & { readonly createdBy?: string }, line: string]>([
  ['unpacked, also where an output packs it', { size: 2_000_000 }, '  111111111111    2.0 MB  base image'],
  ['unpacked, though it came packed', { size: 2_000_000, packedSize: 900 }, '  111111111111    2.0 MB  base image'],
  ['that nobody has unpacked', { packedSize: 900_000 }, '  111111111111    900 kB  base image (packed)'],
  ['of no known size', {}, '  111111111111         -  base image'],
  [
    'with a long command',
    { packedSize: 1, createdBy: 'RUN '.repeat(20) },
    '  111111111111       1 B  RUN RUN RUN RUN RUN RU… (packed)',
  ],
])('a layer %s', (_, layer, line) => {
  expect(layersOf([layer])).toEqual([line]);
});

test.each<[layers: readonly LayerSize[], each: readonly string[], together: string]>([
  [[], [], '0 B'],
  [[{ size: 1000 }, { size: 500, packedSize: 3 }], ['1.0 kB', '500 B'], '1.5 kB'],
  [[{ packedSize: 1000 }, { packedSize: 500 }], ['1.0 kB packed', '500 B packed'], '1.5 kB packed'],
  [[{ size: 2000 }, { packedSize: 500 }, {}], ['2.0 kB', '500 B packed', '-'], '2.0 kB + 500 B packed'],
])('sizes of layers: %j', (layers, each, together) => {
  expect(layers.map(formatLayerSize)).toEqual(each);
  const { size, packedSize } = sumOf(layers);
  expect(formatImageSize({ size, ...(packedSize === 0 ? {} : { packedSize }) })).toBe(together);
});
