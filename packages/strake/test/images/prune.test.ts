import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openImageStore } from '../../src/index.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'strake-prune-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

test('takes what processes of other namespaces have left in the making', async () => {
  await using store = await openImageStore({ home });
  const [left, young, other] = ['8-1-2.3', '8-1-2.4', 'notes.txt'].map((name) => join(home, 'tmp', name));
  for (const path of [left, young, other]) writeFileSync(path ?? '', '');
  const past = Date.now() / 1000 - 11 * 60;
  for (const path of [left, other]) utimesSync(path ?? '', past, past);
  await store.prune({ dryRun: true });
  expect(readdirSync(join(home, 'tmp')).sort()).toEqual(['8-1-2.3', '8-1-2.4', 'notes.txt']);
  await store.prune();
  expect(readdirSync(join(home, 'tmp')).sort()).toEqual(['8-1-2.4', 'notes.txt']);
});
