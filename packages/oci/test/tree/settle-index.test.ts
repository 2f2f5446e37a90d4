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

test('a link below becomes a directory like its target, which does not show through', async () => {
  const [base] = await storedLayers([
    [
      [{ type: 'directory', path: 'usr', mode: 0o755, uid: 0, gid: 0, mtime: 0 }],
      [{ type: 'directory', path: 'usr/lib', mode: 0o750, uid: 7, gid: 8, mtime: 9 }],
      [{ type: 'file', path: 'usr/lib/old', mode: 0o644, uid: 0, gid: 0, mtime: 0, size: 0 }],
      [{ type: 'symlink', path: 'lib', target: '../usr/lib', mode: 0o777, uid: 0, gid: 0, mtime: 0 }],
    ],
  ]);
  const [top, removal] = await layersOf(['lib/new=1', '!lib/d'], ['-lib/old']);
  if (!base || !top || !removal) throw new Error('no layers');
  expect(listIndex(settleIndex(top.index, overlay([base])).entries)).toEqual([
    'drwxr-x--- 7:8 lib',
    'o lib/d',
    '-rw-r--r-- 0:0 lib/new 1',
  ]);
  expect(listTree(overlay([base, top, removal]))).toEqual([
    'drwxr-x--- 7:8 lib',
    'drwxr-xr-x 0:0 lib/d',
    '-rw-r--r-- 0:0 lib/new 1',
    'drwxr-xr-x 0:0 usr',
    'drwxr-x--- 7:8 usr/lib',
    '-rw-r--r-- 0:0 usr/lib/old 0',
  ]);
});

test('a new directory has the group of a setgid directory that it is in', async () => {
  const setgid = { type: 'directory', mode: 0o2775, uid: 7, gid: 8, mtime: 9 } as const;
  const [own, base, top, last] = await storedLayers([
    [
      [{ ...setgid, path: 's' }],
      [{ type: 'symlink', path: 's/a/l', target: 'x', mode: 0o777, uid: 0, gid: 0, mtime: 0 }],
    ],
    [[{ ...setgid, path: 's' }]],
    [[{ type: 'symlink', path: 's/a/b/l', target: 'x', mode: 0o777, uid: 0, gid: 0, mtime: 0 }]],
    [[{ ...setgid, path: 's', mode: 0o755 }]],
  ]);
  if (!own || !base || !top || !last) throw new Error('no layers');
  expect(listTree(overlay([own]))).toEqual(['drwxrwsr-x 7:8 s', 'drwxr-xr-x 0:8 s/a', 'lrwxrwxrwx 0:0 s/a/l -> x']);
  const tree = ['drwxr-xr-x 0:8 s/a', 'drwxr-xr-x 0:0 s/a/b', 'lrwxrwxrwx 0:0 s/a/b/l -> x'];
  expect(listTree(overlay([base, top]))).toEqual(['drwxrwsr-x 7:8 s', ...tree]);
  expect(listTree(overlay([base, top, last]))).toEqual(['drwxr-xr-x 7:8 s', ...tree]);
  expect(listIndex(settleIndex(top.index, overlay([base])).entries)).toEqual([
    'drwxrwsr-x 7:8 s',
    'drwxr-xr-x 0:8 s/a',
    'lrwxrwxrwx 0:0 s/a/b/l -> x',
  ]);
});

test('a link that leads to no directory is replaced all the same', async () => {
  expect(await settled(['f/x=1'], ['f -> g', 'g=file'])).toEqual(['-rw-r--r-- 0:0 f/x 1']);
  expect(await settled(['f/x=1'], ['f -> f'])).toEqual(['-rw-r--r-- 0:0 f/x 1']);
  expect(listTree(await treeOf(['f -> none'], ['f/x=1']))).toEqual(['drwxr-xr-x 0:0 f', '-rw-r--r-- 0:0 f/x 1']);
});

test('many layers without directory entries stay cheap', async () => {
  const [base, bare] = await layersOf(['d/'], ['d/a=1']);
  if (!base || !bare) throw new Error('no layers');
  const tree = overlay([base, ...Array.from({ length: 300 }, () => bare)]);
  expect(listTree(tree)).toHaveLength(2);
});
