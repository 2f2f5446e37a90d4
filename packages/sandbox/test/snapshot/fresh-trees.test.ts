import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openFreshTrees } from '../../src/snapshot/fresh-trees.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'strake-fresh-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

function makeTree(name: string, boot: string): void {
  const fresh = openFreshTrees(directory, boot);
  fresh.mark(name);
  mkdirSync(join(directory, name));
  writeFileSync(join(directory, name, 'file'), 'x');
}

const trees = (): readonly string[] => readdirSync(directory).filter((name) => !['boot', 'fresh'].includes(name));
const marks = (): readonly string[] => readdirSync(join(directory, 'fresh'));

test('a tree that was new when the machine stopped is thrown away', () => {
  makeTree('a', 'one');
  openFreshTrees(directory, 'two');
  expect([trees(), marks()]).toEqual([[], []]);
});

test('a tree that was old by then stays', () => {
  makeTree('a', 'one');
  openFreshTrees(directory, 'one', Date.now() + 3_600_000);
  openFreshTrees(directory, 'two');
  expect([trees(), marks()]).toEqual([['a'], []]);
});

test('while the machine runs, everything stays', () => {
  makeTree('a', 'one');
  openFreshTrees(directory, 'one');
  expect([trees(), marks()]).toEqual([['a'], ['a']]);
});

test('a mark without a tree is of no account', () => {
  openFreshTrees(directory, 'one').mark('a');
  openFreshTrees(directory, 'two');
  expect([trees(), marks()]).toEqual([[], []]);
});
