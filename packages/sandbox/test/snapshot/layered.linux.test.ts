import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { findPath, layeredRoots, pathFinder } from '../../src/snapshot/layered.ts';

/** Trees, top first: each with files by path, a link for what ends in `@`. */
function trees(...layers: readonly (readonly string[])[]): readonly string[] {
  const root = mkdtempSync(join(tmpdir(), 'strake-layered-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  return layers.map((files, i) => {
    const tree = join(root, String(i));
    for (const file of files) {
      mkdirSync(dirname(join(tree, file)), { recursive: true });
      if (file.endsWith('@')) symlinkSync('elsewhere', join(tree, file));
      else writeFileSync(join(tree, file), '');
    }
    return tree;
  });
}

const DEEP = Array.from({ length: 300 }, () => 'd').join('/');

test.each([
  ['a file of the lower tree', 'a/low', true],
  ['a file of both', 'a/both', true],
  ['a directory of both', 'a', true],
  ['nothing there', 'a/none', false],
  ['nothing below a file', 'a/both/x', false],
  ['nothing below a link', 'a/link@/x', false],
  ['nothing of a directory that a file hides', 'hidden/x', false],
  ['what lies deep', `${DEEP}/f`, true],
])('a finder that remembers sees %s as one that does not', (_, path, isThere) => {
  const roots = layeredRoots(trees(['a/both', 'a/link@', 'hidden'], ['a/both', 'a/low', 'hidden/x', `${DEEP}/f`]));
  const find = pathFinder(roots);
  const found = findPath(roots, path);
  expect(found !== undefined).toBe(isThere);
  expect([find(path), find(path)]).toEqual([found, found]);
});
