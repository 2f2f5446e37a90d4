import { collect } from '@strake/core';
import type { MemoryNode } from '@strake/oci';
import { expect, test } from 'vitest';
import { composedContext, memoryContext } from '../../src/index.ts';
import { directoryContext } from '../../src/node.ts';
import { contextSourceContract } from '../../src/testing.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

type Files = Readonly<Record<string, MemoryNode>>;

contextSourceContract('composedContext of one', (files) => composedContext([memoryContext(files)]));

contextSourceContract('composedContext of several', (files) => {
  const odd = Object.entries(files).filter(([path], i) => i % 2 === 0 || path.startsWith('a/'));
  const even = Object.entries(files).filter(([path], i) => i % 2 === 1 && !path.startsWith('a/'));
  const old = memoryContext({ 'run.sh': 'old', 'a/b/deep.txt': 'old' });
  return composedContext([old, ...[odd, even].map((part) => memoryContext(Object.fromEntries(part)))]);
});

async function check(parts: readonly Files[], wanted: Readonly<Record<string, string>>): Promise<void> {
  const source = composedContext(parts.map((files) => memoryContext(files)));
  const tree = await source.load([{ path: '', wildcard: false }]);
  const found: Record<string, string> = {};
  for (const entry of tree.walk()) {
    expect(tree.get(entry.path)).toBe(entry);
    const text = async () => new TextDecoder().decode(await collect(tree.open(entry.path), 1e6));
    if (entry.type === 'symlink' || entry.type === 'hardlink') found[entry.path] = `${entry.type} ${entry.target}`;
    else found[entry.path] = entry.type === 'file' ? await text() : entry.type;
  }
  expect(found).toEqual(wanted);
}

test('the later part counts, directories are merged', async () => {
  await check(
    [
      { a: '1', 'd/x': '1', 'd/y': '1' },
      { a: '2', 'd/y': '2', 'd/z': '2' },
    ],
    {
      a: '2',
      d: 'directory',
      'd/x': '1',
      'd/y': '2',
      'd/z': '2',
    },
  );
});

test('what is no directory takes the place of a whole directory, and the other way round', async () => {
  await check(
    [
      { 'd/x': '1', f: '1' },
      { d: 'file', 'f/in': '2' },
    ],
    { d: 'file', f: 'directory', 'f/in': '2' },
  );
  await check([{ 'd/x': '1' }, { d: 'file' }, { 'd/y': '3' }], { d: 'directory', 'd/y': '3' });
});

test('a hard link keeps its content when a later part replaces its file', async () => {
  const first: Files = { a: 'one', b: { type: 'hardlink', target: 'a' } };
  await check([first, { c: 'c' }], { a: 'one', b: 'hardlink a', c: 'c' });
  await check([first, { a: 'two' }], { a: 'two', b: 'one' });
});

test('each part ignores by its own rules', async () => {
  await check([{ '.dockerignore': '*.log', 'a.log': '1', b: '1' }, { 'c.log': '2' }], {
    '.dockerignore': '*.log',
    b: '1',
    'c.log': '2',
  });
});

test('a link of one directory finds its end in another, though nobody selected that', async () => {
  const one = temporaryDirectory({ 'app/link': { type: 'symlink', target: '../shared/next' }, unused: 'x' });
  const two = temporaryDirectory({
    'shared/next': { type: 'symlink', target: 'end' },
    'shared/end': 'found',
    more: 'x',
  });
  const parts = [one, two].map((path) => directoryContext(path));
  const tree = await composedContext(parts).load([{ path: 'app', wildcard: false }]);
  expect(new TextDecoder().decode(await collect(tree.open('shared/end'), 100))).toBe('found');
  expect([tree.get('more'), tree.get('unused')]).toEqual([undefined, undefined]);
});

test('of nothing is empty', async () => {
  await check([], {});
});
