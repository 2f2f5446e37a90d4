import type { Entry, MemoryNode } from '@strake/oci';
import { expect, test } from 'vitest';
import { gitMetadata, memoryContext } from '../../src/index.ts';
import type { ContextSource, ContextTree } from '../../src/source.ts';
import { contextSourceContract } from '../../src/testing.ts';

contextSourceContract('gitMetadata', (files) => gitMetadata(memoryContext(files)));

/** Modes of the same files as two people have them. */
const CHECKOUTS: readonly (readonly [mode: number, git: number])[] = [
  [0o644, 0o644],
  [0o600, 0o644],
  [0o664, 0o644],
  [0o4755, 0o755],
  [0o700, 0o755],
  [0o775, 0o755],
  [0o477, 0o644],
  [0o111, 0o755],
  [0, 0o644],
];

test.each(CHECKOUTS)('a file of mode %o has %o', async (mode, git) => {
  const source = gitMetadata(memoryContext({ file: { data: 'x', mode } }));
  const tree = await source.load([{ path: '', wildcard: false }]);
  expect(tree.get('file')?.mode).toBe(git);
});

const NODES: Readonly<Record<string, MemoryNode>> = {
  directory: { type: 'directory', mode: 0o2770 },
  link: { type: 'symlink', target: 'file' },
  file: 'x',
};

test('other types have the modes, and everything the owner, of a repository', async () => {
  const tree = await gitMetadata(foreign(memoryContext(NODES))).load([{ path: '', wildcard: false }]);
  const found = [...tree.walk()].map(({ path, mode, uid, gid, xattrs, mtime }) => [
    path,
    mode,
    uid,
    gid,
    xattrs,
    mtime,
  ]);
  expect(found).toEqual([
    ['directory', 0o755, 0, 0, undefined, 7],
    ['file', 0o644, 0, 0, undefined, 7],
    ['link', 0o777, 0, 0, undefined, 7],
  ]);
  expect(tree.get('')?.mode).toBe(0o755);
});

/** As a tar would have it: everything with an owner, attributes and a date. */
function foreign(source: ContextSource): ContextSource {
  const own = (entry: Entry): Entry => ({ ...entry, uid: 1000, gid: 100, mtime: 7, xattrs: { 'user.a': 'b' } });
  const owned = (tree: ContextTree): ContextTree => ({
    ...tree,
    get: (path) => {
      const entry = tree.get(path);
      return entry && own(entry);
    },
    walk: (root) => Array.from(tree.walk(root), own),
  });
  return { name: source.name, load: async (selections) => owned(await source.load(selections)) };
}
