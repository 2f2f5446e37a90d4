import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emptyTree, type Layer, type LayerStore, type MemoryNode, memoryTree, overlay, type Tree } from '@strake/oci';
import { openStore } from '@strake/oci/node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fileLayer } from '../../src/file/file-layer.ts';
import { fileOp } from './support/instruction.ts';
import { matcher } from './support/layer-of.ts';

type Nodes = Readonly<Record<string, MemoryNode>>;

const directory = mkdtempSync(join(tmpdir(), 'strake-written-again-'));
const stores: Awaited<ReturnType<typeof openStore>>[] = [];

beforeAll(async () => {
  for (const name of ['a', 'b']) stores.push(await openStore(join(directory, name)));
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

function layersOf(which: 0 | 1): LayerStore {
  return (stores[which] as (typeof stores)[number]).layers;
}

function write(layers: LayerStore, nodes: Nodes, previous?: Tree): Promise<Layer> {
  return layers.write(
    fileLayer(fileOp('COPY . /to/'), [emptyTree, memoryTree(nodes)], { now: 5000, matcher, previous }),
  );
}

/** Bytes of which no two windows are the same. */
function dataOf(size: number, seed: number): Uint8Array {
  return new Uint8Array(size).map((_, i) => (i * 31 + (i >> 8) + seed) & 0xff);
}

const small = Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`d${i % 7}/f${i}`, dataOf(i * 17, i)]));
const BEFORE: Nodes = {
  ...small,
  empty: '',
  large: dataOf(300_000, 1),
  // Extended headers: their entries are written in another way, which passes large chunks on as they are.
  ä: dataOf(200_000, 2),
  ö: dataOf(200_000, 3),
  ü: dataOf(200_000, 4),
};

test.each<[what: string, now: Nodes]>([
  ['nothing', BEFORE],
  ['the bytes of a file', { ...BEFORE, 'd3/f3': dataOf(51, 9) }],
  ['the size of a file', { ...BEFORE, 'd3/f3': dataOf(5000, 9) }],
  ['a file that is gone', Object.fromEntries(Object.entries(BEFORE).filter(([path]) => path !== 'd4/f4'))],
  ['a file that is new', { ...BEFORE, 'd4/a': 'new' }],
  ['the mode of a file', { ...BEFORE, 'd5/f5': { type: 'file', data: small['d5/f5'] ?? '', mode: 0o600 } }],
  [
    'a directory in the place of a file',
    { ...Object.fromEntries(Object.entries(BEFORE).filter(([path]) => path !== 'large')), 'large/x': 'x' },
  ],
])(
  'a layer is the same, whether or not files of the one before are used, when what has changed is %s',
  async (_, now) => {
    const before = await write(layersOf(0), BEFORE);
    expect(await before.hasTar?.()).toBe(true);
    let used = 0;
    const tree = overlay([{ layer: before, index: await before.index() }]);
    const previous: Tree = {
      ...tree,
      readSmall: (path, reader) => {
        used += 1;
        return tree.readSmall?.(path, reader);
      },
    };
    const again = await write(layersOf(0), now, previous);
    const anew = await write(layersOf(1), now);
    expect(again.diffId).toBe(anew.diffId);
    expect(await again.index()).toEqual(await anew.index());
    expect(used).toBeGreaterThan(400);
  },
);
