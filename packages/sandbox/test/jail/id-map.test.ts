import { expect, test } from 'vitest';
import {
  contiguousIds,
  formatIdMap,
  identityRanges,
  firstFreeId,
  subordinateRange,
  subordinateRanges,
} from '../../src/jail/id-map.ts';

test.each([
  ['the initial namespace', '         0          0 4294967295\n', '0 0 4294967294\n'],
  ['a container', '         0     100000      65536\n', '0 0 65536\n'],
  ['several ranges', '0 1000 1\n1 100000 65536\n', '0 0 1\n1 1 65536\n'],
])('root maps what it has as itself: %s', (_, own, expected) => {
  expect(formatIdMap(identityRanges(own))).toBe(expected);
});

test.each([
  ['by name', 'other:1:70000\nme:100000:65536\n', { start: 100000, count: 65536 }],
  ['by number', '1000:200000:65536', { start: 200000, count: 65536 }],
  ['the first that is large enough', 'me:5000:10\nme:100000:65536', { start: 100000, count: 65536 }],
  ['too small', 'me:5000:10', undefined],
  ['not this user', 'them:100000:65536', undefined],
  ['no numbers', 'me:x:y\nme::\nme', undefined],
  ['root is never handed out', 'me:0:65536', undefined],
])('a subordinate range: %s', (_, text, expected) => {
  expect(subordinateRange(text, { name: 'me', uid: 1000 })).toEqual(expected);
});

test('root is the user, and subordinate ids follow', () => {
  const ranges = subordinateRanges(1000, { start: 100000, count: 65536 });
  expect(formatIdMap(ranges)).toBe('0 1000 1\n1 100000 65536\n');
  expect(contiguousIds(ranges)).toBe(65537);
});

test('ids end at the first gap', () => {
  expect(
    contiguousIds([
      { inside: 5, outside: 5, count: 5 },
      { inside: 0, outside: 0, count: 2 },
    ]),
  ).toBe(2);
});

test.each<[readonly string[], number]>([
  [['', ''], 100_000],
  [['a:1000:10\n'], 100_000],
  [['a:100000:65536\nb:165536:65536\n', 'a:100000:65536\n'], 231_072],
  [['a:100000:65536\n', 'c:300000:100\n# d\n'], 300_100],
])('%j leaves what begins at %i', (texts, expected) => {
  expect(firstFreeId(texts)).toBe(expected);
});
