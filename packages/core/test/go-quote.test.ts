import { expect, test } from 'vitest';
import { goQuote } from '../src/index.ts';

test.each([
  ['plain', '"plain"'],
  ['a"b\\', '"a\\"b\\\\"'],
  ['é\t\u0001\u007f', '"é\\t\\x01\\x7f"'],
  ['\u00a0\u200b', '"\\u00a0\\u200b"'],
  ['😀\u{e0001}', '"😀\\U000e0001"'],
  // What is no character Go's JSON reads as one that is printed.
  ['\ud800', '"\ufffd"'],
])('%j', (text, quoted) => {
  expect(goQuote(text)).toBe(quoted);
});
