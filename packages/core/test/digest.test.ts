import { expect, test } from 'vitest';
import { collect, hexOf, isDigest, InvalidDigestError, parseDigest, shortDigest, bytes } from '../src/index.ts';

const HEX = '0123456789abcdef'.repeat(4);

test.each([`sha256:${HEX}`])('%s is a digest', (text) => {
  expect(isDigest(text)).toBe(true);
  expect(hexOf(parseDigest(text))).toBe(HEX);
  expect(shortDigest(parseDigest(text))).toBe(HEX.slice(0, 12));
});

test.each([
  '',
  'sha256:',
  HEX,
  `sha256:${HEX}0`,
  `sha256:${HEX.toUpperCase()}`,
  `sha512:${HEX}`,
  `sha256:../${HEX.slice(3)}`,
  `sha256:${HEX}\n`,
])('%j is none', (text) => {
  expect(isDigest(text)).toBe(false);
  expect(() => parseDigest(text)).toThrow(InvalidDigestError);
});

test('collect bounds what comes from outside', async () => {
  const stream = () => bytes(new Uint8Array(3), new Uint8Array(4));
  expect((await collect(stream(), 7)).byteLength).toBe(7);
  await expect(collect(stream(), 6)).rejects.toThrow(RangeError);
});
