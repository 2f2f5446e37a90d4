import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { hasWildcard, isPattern, matchPath } from '../../src/index.ts';

test.each<[pattern: string, name: string, matches: boolean]>([
  ['abc', 'abc', true],
  ['abc', 'abcd', false],
  ['*', 'abc', true],
  ['*', '', true],
  ['*', '.hidden', true],
  ['*c', 'abc', true],
  ['a*', 'a', true],
  ['a*', 'ab/c', false],
  ['a*/b', 'abc/b', true],
  ['a*/b', 'a/c/b', false],
  ['a*b*c*d*e*/f', 'axbxcxdxe/f', true],
  ['a*b*c*d*e*/f', 'axbxcxdxexxx/f', true],
  ['a*b*c*d*e*/f', 'axbxcxdxe/xxx/f', false],
  ['a*b?c*x', 'abxbbxdbxebxczzx', true],
  ['a*b?c*x', 'abxbbxdbxebxczzy', false],
  ['ab[c]', 'abc', true],
  ['ab[b-d]', 'abc', true],
  ['ab[e-g]', 'abc', false],
  ['ab[^c]', 'abc', false],
  ['ab[^e-g]', 'abc', true],
  ['a\\*b', 'a*b', true],
  ['a\\*b', 'axb', false],
  ['a?b', 'a☺b', true],
  ['a?b', 'a😀b', true],
  ['a[^a]b', 'a☺b', true],
  ['a???b', 'a☺b', false],
  ['[a-ζ]*', 'α', true],
  ['a?b', 'a/b', false],
  ['a[^x]b', 'a/b', false],
  ['a*b', 'a/b', false],
  ['[\\]a]', ']', true],
  ['[\\-]', '-', true],
  ['[x\\-]', 'x', true],
  ['[\\-x]', '-', true],
  ['*x', 'xxx', true],
  ['**', 'a/b', false],
  ['**', 'ab', true],
  ['[[]x', '[x', true],
])('%j on %j: %j', (pattern, name, matches) => {
  expect(isPattern(pattern)).toBe(true);
  expect(matchPath(pattern, name)).toBe(matches);
});

test.each(['[]a]', '[-]', '[x-]', '[-x]', '[a-b-c]', '[', '[^', '[^bc', 'a[', 'a\\', '[\\', '[a-', 'x*[ab'])(
  '%j is malformed and matches nothing',
  (pattern) => {
    expect(isPattern(pattern)).toBe(false);
    expect(matchPath(pattern, 'a')).toBe(false);
    expect(matchPath(pattern, pattern)).toBe(false);
  },
);

test('wildcards are told from literal text', () => {
  expect(['a', 'a/b.c', 'ä{}'].map(hasWildcard)).toEqual([false, false, false]);
  expect(['*', 'a?', '[a]', 'a\\*'].map(hasWildcard)).toEqual([true, true, true, true]);
});

test('escaped text matches itself and nothing else', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), (name, other) => {
      const literal = Array.from(name, (c) => `\\${c}`).join('');
      expect(matchPath(literal, name)).toBe(true);
      expect(matchPath(literal, other)).toBe(other === name);
    }),
  );
}, 30_000);

test('agrees with a regular expression', () => {
  const pattern = fc.array(fc.constantFrom('a', 'b', '/', '*', '?', '[ab]', '[^a]'), { maxLength: 8 });
  const name = fc.array(fc.constantFrom('a', 'b', 'c', '/'), { maxLength: 8 });
  const parts: Readonly<Record<string, string>> = { '*': '[^/]*', '?': '[^/]', '[^a]': '[^a/]' };
  fc.assert(
    fc.property(pattern, name, (tokens, chars) => {
      const expected = new RegExp(`^${tokens.map((t) => parts[t] ?? t).join('')}$`).test(chars.join(''));
      expect(matchPath(tokens.join(''), chars.join(''))).toBe(expected);
    }),
    { numRuns: 1000 },
  );
}, 30_000);

test('many stars on a long name end', () => {
  expect(matchPath(`${'*a'.repeat(200)}b`, 'a'.repeat(4000))).toBe(false);
});
