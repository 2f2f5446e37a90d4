import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { captureLayer } from '../../src/snapshot/capture.ts';

/** Nearly as many as a path has room for. */
const DEEP = 1900;

test('directories may lie as deep as a path can lead', () => {
  const root = mkdtempSync(join(tmpdir(), 'strake-capture-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const [upper, lower] = [join(root, 'upper'), join(root, 'lower')];
  for (const top of [join(upper, 'a'), join(upper, 'b'), join(lower, 'b')]) {
    mkdirSync(join(top, 'd/'.repeat(DEEP - 1)), { recursive: true });
  }
  const { entries, surplus } = captureLayer({ upper, lowers: [lower] });
  const lengths = Array.from({ length: DEEP }, (_, i) => 2 * i + 1);
  expect(entries.map(({ entry }) => entry.path.length)).toEqual(lengths);
  expect(surplus.map((path) => path.length)).toEqual(lengths.toReversed());
});
