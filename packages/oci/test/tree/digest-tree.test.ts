import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type CreateExcluder,
  digestOf,
  digestTree,
  isWithin,
  type MemoryNode,
  memoryTree,
  type TreeSelector,
} from '../../src/index.ts';
import { nodeHasher } from '../../src/node.ts';

const ALL: TreeSelector = { path: '', wildcard: false, followLast: true, exclude: [], names: false };
type Nodes = Readonly<Record<string, MemoryNode>>;

const digest = (nodes: Nodes, selector: Partial<TreeSelector> = {}): Promise<string> =>
  digestTree(memoryTree(nodes), { ...ALL, ...selector }, { excluder });

/** As much of the syntax as is used here: names, `*.ending`, and `!`. */
const excluder: CreateExcluder = (patterns) => (path) => {
  const last = patterns.findLast((pattern) => covers(pattern.replace('!', ''), path));
  return last !== undefined && !last.startsWith('!');
};

function covers(pattern: string, path: string): boolean {
  return pattern.startsWith('*') ? path.endsWith(pattern.slice(1)) : isWithin(path, pattern);
}

const file = (data: string, meta: object = {}): MemoryNode => ({ data, ...meta });
const link = (target: string): MemoryNode => ({ type: 'symlink', target });

test.each<[what: string, a: Nodes, b: Nodes, selector?: Partial<TreeSelector>]>([
  ['times', { a: file('1', { mtime: 1, mtimeNs: 5 }) }, { a: file('1', { mtime: 2 }) }],
  ['the name of a selected file', { a: '1' }, { b: '1' }, {}],
  ['the name of a selected directory', { 'a/x': '1' }, { 'b/x': '1' }],
  ['what is beside the selection', { 'a/x': '1', z: '1' }, { 'b/x': '1', y: '2' }],
  ['a link to the selection', { a: link('c'), 'c/x': '1' }, { b: link('/d/'), 'd/x': '1' }],
  ['security attributes of the host', { a: file('1', { xattrs: { 'security.selinux': 'x' } }) }, { a: '1' }],
  ['system attributes', { a: file('1', { xattrs: { 'system.posix_acl_access': 'x' } }) }, { a: '1' }],
  ['what is excluded', { 'd/x': '1', 'd/y.log': '1' }, { 'd/x': '1', 'd/z.log': '2' }, { exclude: ['*.log'] }],
])('%s does not count', async (_, a, b, selector = {}) => {
  const first = [a, b].map((nodes) => ({ path: Object.keys(nodes)[0]?.split('/')[0] ?? '' }));
  expect(await digest(a, { ...first[0], ...selector })).toBe(await digest(b, { ...first[1], ...selector }));
});

test.each<[what: string, a: Nodes, b: Nodes, selector?: Partial<TreeSelector>]>([
  ['content', { a: '1' }, { a: '2' }],
  ['mode', { a: '1' }, { a: file('1', { mode: 0o755 }) }],
  ['user', { a: '1' }, { a: file('1', { uid: 1 }) }],
  ['group', { a: '1' }, { a: file('1', { gid: 1 }) }],
  ['capabilities', { a: '1' }, { a: file('1', { xattrs: { 'security.capability': 'x' } }) }],
  ['attributes', { a: file('1', { xattrs: { 'user.a': 'x' } }) }, { a: file('1', { xattrs: { 'user.b': 'x' } }) }],
  ['type', { a: link('x') }, { a: 'x' }, { followLast: false }],
  ['link target', { a: link('x') }, { a: link('y') }],
  [
    'device number',
    { a: { type: 'block-device', major: 1, minor: 2 } },
    { a: { type: 'block-device', major: 1, minor: 3 } },
  ],
  [
    'kind of device',
    { a: { type: 'block-device', major: 1, minor: 2 } },
    { a: { type: 'character-device', major: 1, minor: 2 } },
  ],
  ['names inside', { 'd/a': '1' }, { 'd/b': '1' }],
  ['empty directories', { d: { type: 'directory' }, e: '' }, { e: '' }],
  ['where a name ends', { 'a/b': '', ab: '' }, { 'a/b': '', 'a/bab': '' }],
  ['bytes of names', { '\udcff': '' }, { '\udcfe': '' }],
  ['hard links', { a: '1', b: { type: 'hardlink', target: 'a' } }, { a: '1', b: '1' }],
  ['names of selected entries when asked', { a: '1' }, { b: '1' }, { path: '*', wildcard: true, names: true }],
  ['that something is excluded', { 'd/x': '1', 'd/y': '' }, { 'd/x': '1' }, { exclude: ['x'] }],
])('%s counts', async (_, a, b, selector = {}) => {
  expect(await digest(a, selector)).not.toBe(await digest(b, selector));
});

test('a hard link to what is excluded counts with its content', async () => {
  const link: MemoryNode = { type: 'hardlink', target: 'a' };
  const selector = { exclude: ['a'] };
  expect(await digest({ a: '1', b: link }, selector)).not.toBe(await digest({ a: '2', b: link }, selector));
});

test('a directory that `!` may bring back counts', async () => {
  const [open, closed] = [0o755, 0o700].map((mode): Nodes => ({ d: { type: 'directory', mode }, 'd/x': '1' }));
  const back = { exclude: ['d', '!d/x'] };
  expect(await digest(open ?? {}, back)).not.toBe(await digest(closed ?? {}, back));
  expect(await digest(open ?? {}, { exclude: ['d'] })).toBe(await digest(closed ?? {}, { exclude: ['d'] }));
});

test('several selectors are kept apart', async () => {
  const tree = memoryTree({ a: '1', b: '1', c: '2' });
  const select = (...paths: readonly string[]): Promise<string> =>
    digestTree(
      tree,
      paths.map((path) => ({ ...ALL, path })),
    );
  const digests = await Promise.all([select('a'), select('a', 'a'), select('a', 'c'), select('c', 'a'), select()]);
  expect(new Set(digests).size).toBe(5);
  expect(await select('a', 'c')).toBe(await select('b', 'c'));
});

test('does not depend on the hasher, and asks for late digests', async () => {
  const tree = memoryTree({ 'd/a': '1', 'd/b': { type: 'hardlink', target: 'd/a' } });
  const digests = await Promise.all([
    digestTree(tree, ALL),
    digestTree(tree, ALL, { createHasher: nodeHasher }),
    digestTree(tree, ALL, { digestOf: async () => digestOf(new TextEncoder().encode('1')) }),
  ]);
  expect(new Set(digests).size).toBe(1);
});

test('exclusion without a matcher is a mistake of the program', async () => {
  await expect(digestTree(memoryTree({}), { ...ALL, exclude: ['a'] })).rejects.toThrow('nothing says how');
});

test('a missing path and a fired signal end it', async () => {
  await expect(digest({}, { path: 'none' })).rejects.toMatchObject({ code: 'PATH_NOT_FOUND' });
  const many = memoryTree(Object.fromEntries(Array.from({ length: 600 }, (_, i) => [`f${i}`, ''])));
  const signal = AbortSignal.abort(new Error('no'));
  await expect(digestTree(many, ALL, { signal })).rejects.toThrow('no');
});

test('trees that differ in one thing have different digests', async () => {
  const nodes = fc.dictionary(fc.stringMatching(/^[a-c](\/[a-c]){0,2}$/), fc.string({ maxLength: 3 }), { maxKeys: 5 });
  await fc.assert(
    fc.asyncProperty(nodes, nodes, async (a, b) => {
      const [x, y] = [memoryTree(a), memoryTree(b)];
      const print = (tree: typeof x): string => JSON.stringify([...tree.walk()]);
      expect((await digestTree(x, ALL)) === (await digestTree(y, ALL))).toBe(print(x) === print(y));
    }),
  );
}, 30_000);
