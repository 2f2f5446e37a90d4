import { expect, test } from 'vitest';
import { joinHints } from '../src/index.ts';

test.each([
  [[], ''],
  [[undefined, ''], ''],
  [['go left'], 'go left'],
  [['go left', undefined, 'go right'], 'go left; go right'],
  [['is it on?', 'switch it on'], 'is it on? switch it on'],
])('%j -> %s', (hints, expected) => {
  expect(joinHints(...hints)).toBe(expected);
});
