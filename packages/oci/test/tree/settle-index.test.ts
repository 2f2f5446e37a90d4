import { expect, test } from 'vitest';
import { overlay, settleIndex } from '../../src/index.ts';
import { listIndex, listTree } from '../../src/testing.ts';
import { layersOf, storedLayers, treeOf } from './layers.ts';

async function settled(layer: readonly string[], ...below: readonly (readonly string[])[]): Promise<readonly string[]> {
  const [top] = await layersOf(layer);
  return listIndex(settleIndex((top as NonNullable<typeof top>).index, await treeOf(...below)).entries);
}

test('a layer with entries for all its directories comes back as it is', async () => {
  const [layer] = await layersOf(['a/', 'a/b=1', '-c']);
  const { index } = layer as NonNullable<typeof layer>;
  expect(settleIndex(index, await treeOf(['a -> b']))).toBe(index);
});

test('directories of the tree below keep their owner and mode', async () => {
  const [base] = await storedLayers([[[{ type: 'directory', path: 'tmp', mode: 0o1777, uid: 7, gid: 8, mtime: 9 }]]]);
  const [top] = await layersOf(['tmp/x/y=1']);
  if (!base || !top) throw new Error('no layers');
  expect(listIndex(settleIndex(top.index, overlay([base])).entries)).toEqual([
    'drwxrwxrwt 7:8 tmp',
    '-rw-r--r-- 0:0 tmp/x/y 1',
  ]);
  expect(listTree(overlay([base, top]))).toEqual([
    'drwxrwxrwt 7:8 tmp',
    'drwxr-xr-x 0:0 tmp/x',
    '-rw-r--r-- 0:0 tmp/x/y 1',
  ]);
});

test('entries go where a link below leads, hard links and whiteouts too', async () => {
  const below = ['usr/', 'usr/lib/', 'usr/lib/old=1', 'lib -> usr/lib'];
  expect(await settled(['lib/a=1', 'lib/b => lib/a', '-lib/old', 'lib/d/e=2'], below)).toEqual([
    'drwxr-xr-x 0:0 usr',
    'drwxr-xr-x 0:0 usr/lib',
    '-rw-r--r-- 0:0 usr/lib/a 1',
    'hrw-r--r-- 0:0 usr/lib/b -> usr/lib/a',
    '-rw-r--r-- 0:0 usr/lib/d/e 1',
    'w usr/lib/old',
  ]);
});

test('links lead nowhere out of the tree, and to directories only', async () => {
  expect(await settled(['up/x=1'], ['up -> ../../..', 'usr/'])).toEqual(['-rw-r--r-- 0:0 x 1']);
  expect(await settled(['f/x=1'], ['f -> g', 'g=file'])).toEqual(['-rw-r--r-- 0:0 f/x 1']);
  expect(await settled(['f/x=1'], ['f -> f'])).toEqual(['-rw-r--r-- 0:0 f/x 1']);
  expect(await settled(['f/x=1'], ['f -> none'])).toEqual(['-rw-r--r-- 0:0 f/x 1']);
});

test('many layers without directory entries stay cheap', async () => {
  const [base, bare] = await layersOf(['d/'], ['d/a=1']);
  if (!base || !bare) throw new Error('no layers');
  const tree = overlay([base, ...Array.from({ length: 300 }, () => bare)]);
  expect(listTree(tree)).toHaveLength(2);
});
