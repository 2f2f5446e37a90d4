import { describe, expect, test } from 'vitest';
import { layerOf, treeOf, wantedOf } from './support/layer-of.ts';
import { listedOnly } from './support/listed-only.ts';
import { readCases } from './support/read-cases.ts';

/** What Docker's layers hold after one instruction, entry by entry. */
describe.each([
  'destinations',
  'sources',
  'merging',
  'special',
  'owner',
  'mode',
  'exclude',
  'parents',
  'link',
  'heredoc',
  'workdir',
  'unpack',
])('%s', (group) => {
  const cases = readCases(new URL(`cases/${group}.txt`, import.meta.url));
  test.each(cases)('$name: $run', async (it) => {
    expect(await layerOf(it)).toEqual(wantedOf(it));
    expect(await layerOf(it, { base: listedOnly(treeOf(it.base)) })).toEqual(wantedOf(it));
  });
});
