import { expect, test } from 'vitest';
import { excludeFilter } from '../../src/index.ts';

test.each<[patterns: readonly string[], path: string, excluded: boolean]>([
  [[], 'a', false],
  [['a'], 'a', true],
  [['a'], 'a/b/c', true],
  [['a'], 'b/a', false],
  [['a/b'], 'a', false],
  [['*.log'], 'x.log', true],
  [['*.log'], 'd/x.log', false],
  [['**/*.log'], 'x.log', true],
  [['**/*.log'], 'd/e/x.log', true],
  [['**/node_modules'], 'a/node_modules/b/c', true],
  [['a/**/z'], 'a/z', true],
  [['a/**/z'], 'a/b/c/z', true],
  [['a/**/z'], 'a/b/c', false],
  [['a/**'], 'a/b', true],
  [['**'], 'a', true],
  [['*', '!keep'], 'keep', false],
  [['*', '!keep'], 'other', true],
  [['*', '!keep/this'], 'keep/this', false],
  [['*', '!keep/this'], 'keep/that', true],
  [['!a', 'a'], 'a', true],
  [['a', '!a/b', 'a/b/c'], 'a/b/c', true],
  [['a', '!a/b', 'a/b/c'], 'a/b/d', false],
  [['/a/', './b'], 'a', true],
  [['/a/', './b'], 'b', true],
  [[' a '], 'a', true],
  [['['], '[', false],
  [['!'], 'a', false],
  [['**/**/**/**/**/x'], `${'a/'.repeat(300)}y`, false],
])('%j on %j: %j', (patterns, path, excluded) => {
  expect(excludeFilter(patterns)(path)).toBe(excluded);
});
