import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptyTree, type IndexedLayer, overlay, squash, type Tree } from '../../src/index.ts';
import { layerEntries, type LayerItem, listTree, readAll, readText } from '../../src/testing.ts';
import { layersOf, storedLayers, treeOf } from './layers.ts';
import { type Inode, naiveOverlay } from './naive-overlay.ts';

/** Paths of a tree with the texts of its files. */
async function contents(tree: Tree): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const entry of tree.walk()) {
    const data = entry.type === 'file' || entry.type === 'hardlink' ? `=${await readText(tree.open(entry.path))}` : '';
    lines.push(`${entry.path}${data}${'target' in entry ? ` -> ${entry.target}` : ''}`);
  }
  return lines;
}

test.each<[title: string, layers: readonly (readonly string[])[], expected: readonly string[]]>([
  ['no layer', [], []],
  ['one layer', [['a/', 'a/b=1']], ['a', 'a/b=1']],
  ['a file over a file', [['a=1'], ['a=2']], ['a=2']],
  [
    'directories merge',
    [
      ['d/', 'd/a=1'],
      ['d/', 'd/b=2'],
    ],
    ['d', 'd/a=1', 'd/b=2'],
  ],
  ['a whiteout', [['a=1', 'b=2'], ['-a']], ['b=2']],
  ['a whiteout of a directory', [['d/', 'd/a=1', 'd/e/', 'd/e/f=1'], ['-d']], []],
  ['a whiteout below a directory', [['d/', 'd/a=1', 'd/b=2'], ['-d/a']], ['d', 'd/b=2']],
  ['a whiteout of nothing', [['a=1'], ['-b']], ['a=1']],
  ['a whiteout and back', [['a=1'], ['-a'], ['a=3']], ['a=3']],
  ['a whiteout hides two layers', [['a=1'], ['a=2'], ['-a']], []],
  [
    'an opaque directory',
    [
      ['d/', 'd/a=1'],
      ['d/', '!d', 'd/b=2'],
    ],
    ['d', 'd/b=2'],
  ],
  [
    'an opaque directory stays so above',
    [
      ['d/', 'd/a=1'],
      ['d/', '!d'],
      ['d/', 'd/c=3'],
    ],
    ['d', 'd/c=3'],
  ],
  [
    'an opaque root hides nothing, as in Docker',
    [
      ['a=1', 'd/'],
      ['!', 'b=2'],
    ],
    ['a=1', 'b=2', 'd'],
  ],
  [
    'an opaque directory inside',
    [
      ['d/', 'd/e/', 'd/e/a=1'],
      ['d/', 'd/e/', '!d/e', 'd/b=2'],
    ],
    ['d', 'd/b=2', 'd/e'],
  ],
  [
    'an opaque marker without its directory',
    [
      ['d/', 'd/a=1'],
      ['!d', 'd/b=2'],
    ],
    ['d', 'd/b=2'],
  ],
  [
    'a whiteout beside its directory',
    [
      ['d/', 'd/a=1'],
      ['-d', 'd/', 'd/b=2'],
    ],
    ['d', 'd/b=2'],
  ],
  ['a whiteout beside its file', [['a=1'], ['-a', 'a=2']], ['a=2']],
  ['a file over a directory', [['d/', 'd/a=1'], ['d=2']], ['d=2']],
  ['a directory over a file', [['d=1'], ['d/', 'd/a=2']], ['d', 'd/a=2']],
  ['a directory over a file over a directory', [['d/', 'd/a=1'], ['d=2'], ['d/', 'd/b=3']], ['d', 'd/b=3']],
  ['a directory after a whiteout', [['d/', 'd/a=1'], ['-d'], ['d/', 'd/b=3']], ['d', 'd/b=3']],
  ['a link over a directory', [['d/', 'd/a=1'], ['d -> /x']], ['d -> /x']],
  ['implied directories', [['d/', 'd/a=1'], ['d/e/f=2']], ['d', 'd/a=1', 'd/e', 'd/e/f=2']],
  [
    'an implied directory replaces a link',
    [['usr/', 'usr/lib/', 'lib -> usr/lib'], ['lib/x=1']],
    ['lib', 'lib/x=1', 'usr', 'usr/lib'],
  ],
  [
    'a directory entry replaces a link',
    [
      ['usr/', 'usr/lib/', 'lib -> usr/lib'],
      ['lib/', 'lib/x=1'],
    ],
    ['lib', 'lib/x=1', 'usr', 'usr/lib'],
  ],
  ['order by segment', [['a-b=1', 'a/', 'a/b=2', 'a.b=3']], ['a', 'a/b=2', 'a-b=1', 'a.b=3']],
  ['hard links', [['a=1', 'b => a', 'c => b']], ['a=1', 'b=1 -> a', 'c=1 -> a']],
  ['a hard link whose file is gone', [['a=1', 'b => a', 'c => a'], ['-a']], ['b=1', 'c=1 -> b']],
  ['a hard link whose file is replaced', [['a=1', 'b => a'], ['a=2']], ['a=2', 'b=1']],
  ['a hard link that is replaced', [['a=1', 'b => a', 'c => a'], ['b=2']], ['a=1', 'b=2', 'c=1 -> a']],
  [
    'a hard link whose directory is gone',
    [['d/', 'd/a=1', 'e=', 'x => d/a', 'y => d/a'], ['-d']],
    ['e=', 'x=1', 'y=1 -> x'],
  ],
])('%s', async (_, layers, expected) => {
  const tree = await treeOf(...layers);
  expect(await contents(tree)).toEqual(expected);
  for (const entry of tree.walk()) expect(tree.get(entry.path)).toEqual(entry);
});

describe('a tree', () => {
  test('has a root, whatever the layers say of it', async () => {
    expect(emptyTree.get('')).toMatchObject({ type: 'directory', mode: 0o755 });
    expect((await treeOf(['a=1'])).get('')).toMatchObject({ type: 'directory', mode: 0o755 });
    const [own] = await storedLayers([[[{ type: 'directory', path: '', mode: 0o700, uid: 1, gid: 2, mtime: 3 }]]]);
    expect(overlay([own as NonNullable<typeof own>]).get('')).toMatchObject({ mode: 0o755, uid: 0 });
  });

  test('lists nothing in what is no directory, and opens nothing that is no file', async () => {
    const tree = await treeOf(['a=1', 'd/', 'l -> a']);
    expect([...tree.list('a')]).toEqual([]);
    expect([...tree.list('none')]).toEqual([]);
    for (const path of ['d', 'l', 'none', 'a/b', ''])
      expect(() => tree.open(path)).toThrow(expect.objectContaining({ code: 'PATH_NOT_FOUND' }));
  });

  test('walks a part', async () => {
    const tree = await treeOf(['a/', 'a/b/', 'a/b/c=1', 'a/d=2', 'e=3']);
    expect([...tree.walk('a')].map((entry) => entry.path)).toEqual(['a/b', 'a/b/c', 'a/d']);
    expect([...tree.walk('a/b/c')]).toEqual([]);
  });

  test('asks for what is looked at only, however many layers there are', async () => {
    const base = await layersOf(Array.from({ length: 3000 }, (_, i) => `f${i}=`));
    const layers = Array.from({ length: 200 }, () => base).flat();
    const tree = overlay([...layers, ...(await layersOf(['f1=new', '-f2']))]);
    expect(await readText(tree.open('f1'))).toBe('new');
    expect(tree.get('f2')).toBeUndefined();
    expect([...tree.list('')]).toHaveLength(2999);
  });

  test('nests as deep as a path can', async () => {
    const deep = 'a/'.repeat(2000);
    const tree = await treeOf([`${deep}b=1`]);
    expect(await readText(tree.open(`${deep}b`))).toBe('1');
    expect(listTree(tree)).toHaveLength(2001);
  });
});

test('layers amount to what unpacking them one after another gives', async () => {
  const layers = fc.tuple(layerEntries({ whiteouts: false }), layerEntries(), layerEntries());
  await fc.assert(
    fc.asyncProperty(layers, async (stack) => {
      const expected = naiveOverlay(stack);
      const tree = overlay(await storedLayers(stack));
      expect(await describeTree(tree)).toEqual(await describeNaive(stack, expected));
    }),
    { numRuns: 80 },
  );
}, 30_000);

test('two layers squashed show the same files', async () => {
  const stacks = fc.tuple(layerEntries({ whiteouts: false }), layerEntries(), layerEntries());
  let squashes = 0;
  await fc.assert(
    fc.asyncProperty(stacks, async (stack) => {
      const [bottom, lower, upper] = (await storedLayers(stack.map(listed))) as [
        IndexedLayer,
        IndexedLayer,
        IndexedLayer,
      ];
      const one = squash(lower, upper);
      if (!one) return;
      squashes += 1;
      const expected = overlay([bottom, lower, upper]);
      expect(await describeTree(overlay([bottom, one]))).toEqual(await describeTree(expected));
    }),
    { numRuns: 300 },
  );
  expect(squashes).toBeGreaterThan(20);
}, 30_000);

/** Without hard links and opaque markers, and with an entry for each directory. */
function listed(items: readonly LayerItem[]): readonly LayerItem[] {
  const kept = items.filter(([entry]) => entry.type !== 'hardlink' && entry.type !== 'opaque');
  const paths = new Set(kept.map(([entry]) => entry.path));
  const parents = new Set(kept.flatMap(([entry]) => ancestors(entry.path)).filter((path) => !paths.has(path)));
  return [
    ...[...parents].map((path): LayerItem => [{ type: 'directory', path, mode: 0o700, uid: 1, gid: 2, mtime: 3 }]),
    ...kept,
  ];
}

function ancestors(path: string): readonly string[] {
  return path
    .split('/')
    .slice(0, -1)
    .map((_, i, names) => names.slice(0, i + 1).join('/'));
}

type Described = Readonly<Record<string, unknown>>;

/** By path: type, metadata, content, and the first of the names that share a file. */
async function describeTree(tree: Tree): Promise<Described> {
  const described: Record<string, unknown> = {};
  const firsts = new Map<string, string>();
  for (const entry of tree.walk()) {
    const { path, type, ...rest } = entry as typeof entry & Record<string, unknown>;
    const isFile = type === 'file' || type === 'hardlink';
    const { content: _, offset: __, target, ...meta } = rest;
    const group = type === 'hardlink' ? String(target) : path;
    if (isFile && !firsts.has(group)) firsts.set(group, path);
    const data = isFile ? [...(await readAll(tree.open(path)))] : undefined;
    const size = data?.length;
    described[path] = {
      type: isFile ? 'file' : type,
      ...meta,
      ...(isFile ? { size } : { target }),
      data,
      first: isFile ? firsts.get(group) : path,
    };
  }
  return described;
}

async function describeNaive(
  stack: readonly (readonly LayerItem[])[],
  files: ReadonlyMap<string, Inode>,
): Promise<Described> {
  const described: Record<string, unknown> = {};
  const firsts = new Map<Inode, string>();
  for (const path of [...files.keys()].sort(byWalk)) {
    const inode = files.get(path) as Inode;
    const isFile = inode.type === 'file';
    if (isFile && !firsts.has(inode)) firsts.set(inode, path);
    const data = isFile ? [...(inode.data ?? [])] : undefined;
    const { content: _, ...meta } = inode.meta;
    described[path] = { type: inode.type, target: undefined, ...meta, data, first: isFile ? firsts.get(inode) : path };
  }
  return stack.length === 0 ? {} : described;
}

function byWalk(a: string, b: string): number {
  const [x, y] = [a, b].map((path) => path.replaceAll('/', '\0'));
  return (x as string) < (y as string) ? -1 : 1;
}
