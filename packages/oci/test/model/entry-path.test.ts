import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  comparePaths,
  confinePath,
  decodeName,
  encodeName,
  isWithin,
  joinPath,
  parentPath,
  parseEntryPath,
} from '../../src/model/index.ts';
import { entryPaths } from '../../src/testing.ts';

test.each([
  ['a', 'a'],
  ['a/b', 'a/b'],
  ['/a', 'a'],
  ['//a//b/', 'a/b'],
  ['./a/./b/.', 'a/b'],
  ['.', ''],
  ['/', ''],
  ['./', ''],
  ['..a/b..', '..a/b..'],
  ['...', '...'],
  ['a\\b', 'a\\b'],
  ['a\nb ', 'a\nb '],
  ['\udcff', '\udcff'],
  ['x'.repeat(255), 'x'.repeat(255)],
])('%j becomes %j', (name, path) => {
  expect(parseEntryPath(name)).toEqual({ ok: true, value: path });
});

test.each([
  [''],
  ['..'],
  ['../a'],
  ['a/..'],
  ['a/../b'],
  ['/..'],
  ['a\0b'],
  ['\ud800'],
  ['a\udc00b'],
  ['x'.repeat(256)],
  ['é'.repeat(128)],
  [`a/${'x'.repeat(256)}`],
  ['a/'.repeat(2048) + 'b'],
])('refuses %j', (name) => {
  expect(parseEntryPath(name).ok).toBe(false);
});

test('any bytes survive as text', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      expect(encodeName(decodeName(bytes))).toEqual(bytes);
    }),
  );
}, 30_000);

test.each([
  [[0xff], '\udcff'],
  [[0xc3, 0xa4], 'ä'],
  [[0xc3, 0x41], '\udcc3A'],
  [[0xed, 0xa0, 0x80], '\udced\udca0\udc80'],
  [[0xc0, 0x80], '\udcc0\udc80'],
  [[0xf0, 0x9f, 0x98, 0x80, 0x80], '😀\udc80'],
  [[0xef, 0xbb, 0xbf, 0x61], '\ufeffa'],
])('%j reads %j', (bytes, text) => {
  expect(decodeName(Uint8Array.from(bytes))).toBe(text);
});

test('text that stands for no bytes is a RangeError', () => {
  expect(() => encodeName('\ud800')).toThrow(RangeError);
  expect(() => encodeName('\udc00')).toThrow(RangeError);
});

test.each([
  ['a/../../b', 'b'],
  ['/a/./b/', 'a/b'],
  ['../../..', ''],
  ['', ''],
])('%j is confined to %j', (text, path) => {
  expect(confinePath(text)).toBe(path);
});

test('order keeps what is below a directory together', () => {
  const paths = ['a-b', 'a/b', 'a', 'a/b/c', 'a.b', 'a/b-c', '', 'ab'];
  expect(paths.sort(comparePaths)).toEqual(['', 'a', 'a/b', 'a/b/c', 'a/b-c', 'a-b', 'a.b', 'ab']);
});

test('order is total, and parents come first', () => {
  fc.assert(
    fc.property(entryPaths(), entryPaths(), entryPaths(), (a, b, c) => {
      expect(Math.sign(comparePaths(a, b))).toBe(-Math.sign(comparePaths(b, a)) + 0);
      const [low, middle, high] = [a, b, c].sort(comparePaths) as [string, string, string];
      expect(
        [comparePaths(low, middle), comparePaths(middle, high), comparePaths(low, high)].every((n) => n <= 0),
      ).toBe(true);
      expect(comparePaths(parentPath(a), a)).toBeLessThan(0);
      const between = comparePaths(a, b) < 0 && comparePaths(b, joinPath(a, 'x')) < 0;
      expect(!between || isWithin(b, a)).toBe(true);
    }),
  );
}, 30_000);

test('within means at or below', () => {
  expect([isWithin('a', 'a'), isWithin('a/b', 'a'), isWithin('ab', 'a'), isWithin('x', '')]).toEqual([
    true,
    true,
    false,
    true,
  ]);
});
