import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { discardTrees } from '../../src/snapshot/discard-trees.ts';
import { strayTrees } from '../../src/snapshot/stray-trees.ts';

const [KEPT, GONE, LEFT] = ['a', 'b', 'c'].map((digit) => digit.repeat(64)) as [string, string, string];

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'strake-trees-'));
  for (const tree of [KEPT, GONE, `${LEFT}.discarded`, `${GONE}.1-2-3.0`, 'blobs.1-2-3', 'fresh']) {
    mkdirSync(join(root, 'identity', tree, 'etc'), { recursive: true });
    writeFileSync(join(root, 'identity', tree, 'etc/file'), 'x'.repeat(5000));
  }
  writeFileSync(join(root, 'identity', `${GONE}.owners`), '{}');
  mkdirSync(join(root, 'identity-roots', GONE), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const stray = (): readonly string[] =>
  strayTrees(root, { isKept: (diffId) => diffId === `sha256:${KEPT}`, roots: true });

test('stray are layers that nobody keeps, and what a removal has left; nothing in the making', () => {
  expect([...stray()].sort()).toEqual([`identity/${GONE}`, `identity/${LEFT}.discarded`]);
  expect(strayTrees(join(root, 'none'), { isKept: () => false, roots: false })).toEqual([]);
  const all = strayTrees(root, { isKept: () => true, roots: false });
  expect([...all].sort()).toEqual([`identity-roots/${GONE}`, `identity/${LEFT}.discarded`]);
});

test('they go with what is known of them', () => {
  const trees = stray();
  const said = discardTrees(root, { trees, dryRun: true });
  expect(said).toBeGreaterThan(10_000);
  expect(stray()).toEqual(trees);
  expect(discardTrees(root, { trees, dryRun: false })).toBe(said);
  expect(readdirSync(join(root, 'identity')).sort()).toEqual([KEPT, `${GONE}.1-2-3.0`, 'blobs.1-2-3', 'fresh'].sort());
  expect(existsSync(join(root, 'identity-roots', GONE))).toBe(true);
});

test('one that went meanwhile is no mistake, and what an interrupted removal left makes room', () => {
  mkdirSync(join(root, 'identity', `${GONE}.discarded`, 'etc'), { recursive: true });
  expect(discardTrees(root, { trees: [`identity/${LEFT}`, `identity/${GONE}`], dryRun: false })).toBeGreaterThan(5000);
  expect(readdirSync(join(root, 'identity')).some((name) => name.startsWith(GONE) && !name.includes('1-2-3'))).toBe(
    false,
  );
});
