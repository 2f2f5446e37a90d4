import { expect, test } from 'vitest';
import { directoryContext } from '../../src/node.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const NAME = 'a'.repeat(200);

/** Patterns of which a backtracking matcher makes exponential work. */
test.each([
  `${'*a'.repeat(30)}b`,
  `**/${'*a'.repeat(30)}b`,
  `d/*/${'*a'.repeat(30)}b`,
  `**/${'?*'.repeat(60)}b`,
  `**/${'[a]*'.repeat(60)}b`,
  `${'**/'.repeat(30)}b`,
  `${'**/d/'.repeat(15)}b`,
  `${'*/'.repeat(12)}b`,
])('%s selects nothing, at once', async (path) => {
  const root = temporaryDirectory({ [NAME]: '', [`d/d/d/d/d/d/d/d/${NAME}`]: '', [`d/${NAME}`]: '' });
  const tree = await directoryContext(root).load([{ path, wildcard: true }]);
  expect(tree.get('b')).toBeUndefined();
});
