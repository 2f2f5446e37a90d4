import { collect } from '@strake/core';
import { comparePaths, digestOf, type Entry, isWithin, type MemoryNode } from '@strake/oci';
import { describe, expect, test } from 'vitest';
import type { ContextSelection, ContextSource, ContextTree } from '../source.ts';

/** What a context source under test is to hold. Times are 0, owners 0:0, directories 0755. */
export const CONTEXT_FILES: Readonly<Record<string, MemoryNode>> = {
  'a-b': 'sorts behind what is in a',
  'a/b/deep.txt': 'deep',
  'a/empty': '',
  'a/link': { type: 'symlink', target: '../run.sh' },
  'a/same': { type: 'hardlink', target: 'a/b/deep.txt' },
  'a/dangling': { type: 'symlink', target: '/nowhere' },
  'run.sh': { data: '#!/bin/sh\n', mode: 0o755 },
  'ünï cödé 💀': 'named',
  big: 'x'.repeat(300_000),
};

const ALL: readonly ContextSelection[] = [{ path: '', wildcard: false }];

/** What every `ContextSource` does. `create` gives one that holds `files`. */
export function contextSourceContract(
  name: string,
  create: (files: Readonly<Record<string, MemoryNode>>) => Promise<ContextSource> | ContextSource,
): void {
  const load = async (selections = ALL): Promise<ContextTree> => (await create(CONTEXT_FILES)).load(selections);
  describe(`${name} is a ContextSource`, () => {
    test.each(Object.entries(CASES))('%s', async (_, check) => {
      await expect(check(await load())).resolves.toBeUndefined();
    });

    test.each(SELECTIONS)('has what $path selects', async ({ path, wildcard, has }) => {
      const tree = await load([{ path, wildcard }]);
      for (const at of has) expect(tree.get(at)?.path).toBe(at);
    });

    test('has a name, and loads twice', async () => {
      const source = await create(CONTEXT_FILES);
      expect(source.name).not.toBe('');
      const [one, two] = [await source.load(ALL), await source.load(ALL)];
      expect(paths(one)).toEqual(paths(two));
    });

    test('obeys an aborted signal', async () => {
      const source = await create(CONTEXT_FILES);
      const reason = new Error('enough');
      await expect(source.load(ALL, AbortSignal.abort(reason))).rejects.toBe(reason);
      const tree = await source.load(ALL);
      await expect(tree.digestOf('big', AbortSignal.abort(reason))).rejects.toBe(reason);
    });
  });
}

const SELECTIONS = [
  { path: '', wildcard: false, has: ['run.sh', 'a/b/deep.txt'] },
  { path: 'a', wildcard: false, has: ['a', 'a/b/deep.txt', 'a/link'] },
  { path: 'a/link', wildcard: false, has: ['a/link', 'run.sh'] },
  { path: 'a/*/deep.txt', wildcard: true, has: ['a', 'a/b', 'a/b/deep.txt'] },
  { path: '*.sh', wildcard: true, has: ['run.sh'] },
];

const CASES: Readonly<Record<string, (tree: ContextTree) => Promise<void>>> = {
  'walks everything, sorted, parents first': async (tree) => {
    const found = paths(tree);
    expect(found).toEqual([...found].sort(comparePaths));
    for (const path of Object.keys(CONTEXT_FILES)) expect(found).toContain(path);
    expect(found).toHaveLength(Object.keys(CONTEXT_FILES).length + 2);
    expect(paths(tree, 'a')).toEqual(found.filter((path) => path !== 'a' && isWithin(path, 'a')));
  },

  'gives and lists the same entries': async (tree) => {
    for (const entry of tree.walk()) expect(tree.get(entry.path)).toBe(entry);
    const names = [...tree.list('a')].map((entry) => entry.path);
    expect(names).toEqual(['a/b', 'a/dangling', 'a/empty', 'a/link', 'a/same']);
    for (const path of ['run.sh', 'a/link', 'nowhere']) expect([...tree.list(path)]).toEqual([]);
    for (const path of ['nowhere', 'run.sh/x', 'a/link/x', 'constructor']) expect(tree.get(path)).toBeUndefined();
  },

  'has a root directory': async (tree) => {
    expect(tree.get('')).toMatchObject({ type: 'directory', path: '', uid: 0, gid: 0 });
  },

  'keeps modes, links and owners': async (tree) => {
    expect(tree.get('run.sh')).toMatchObject({ type: 'file', mode: 0o755, uid: 0, gid: 0, size: 10 });
    expect(tree.get('a/link')).toMatchObject({ type: 'symlink', target: '../run.sh' });
    expect(tree.get('a/same')).toMatchObject({ type: 'hardlink', target: 'a/b/deep.txt' });
  },

  'gives bytes and their digests': async (tree) => {
    for (const entry of [...tree.walk()].filter(isFile)) {
      const wanted = new TextEncoder().encode(textOf(entry.path));
      expect(Array.from(await collect(tree.open(entry.path), 1e6))).toEqual(Array.from(wanted));
      expect(await tree.digestOf(entry.path)).toBe(digestOf(wanted));
      if (entry.type === 'file') expect(entry).toMatchObject({ size: wanted.byteLength, content: digestOf(wanted) });
    }
  },

  'gives small files at once, if it does, to keep': async (tree) => {
    const files = [...tree.walk()].filter(isFile);
    const all = files.map(({ path }) => tree.readSmall?.(path));
    for (const [i, entry] of files.entries()) {
      const wanted = new TextEncoder().encode(textOf(entry.path));
      const found = all[i];
      if (found) expect(Array.from(found)).toEqual(Array.from(wanted));
      expect(await tree.digestOf(entry.path)).toBe(digestOf(wanted));
    }
  },

  'refuses to open what is no file': async (tree) => {
    for (const path of ['a', 'a/link', 'nowhere', '']) {
      await expect((async () => collect(tree.open(path), 1e6))()).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(tree.digestOf(path)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
  },
};

function paths(tree: ContextTree, root?: string): readonly string[] {
  return [...tree.walk(root)].map((entry) => entry.path);
}

function isFile(entry: Entry): boolean {
  return entry.type === 'file' || entry.type === 'hardlink';
}

function textOf(path: string): string {
  const node = CONTEXT_FILES[path];
  if (typeof node === 'string') return node;
  if (typeof node === 'object' && 'data' in node) return String(node.data);
  if (typeof node === 'object' && 'target' in node) return textOf(node.target);
  throw new Error(`no text for ${path}`);
}
