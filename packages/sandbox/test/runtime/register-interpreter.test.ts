import { expect, test } from 'vitest';
import { registration } from '../../src/runtime/register-interpreter.ts';

test.each([
  [
    'qemu-aarch64',
    String.raw`:qemu-aarch64:M::\x7f\x45\x4c\x46\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00` +
      String.raw`:\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff:/q:FCP`,
  ],
  [
    'qemu-s390x',
    String.raw`:qemu-s390x:M::\x7f\x45\x4c\x46\x02\x02\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\x16` +
      String.raw`:\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff:/q:FCP`,
  ],
])('%s', (name, line) => {
  expect(registration(name, '/q')).toBe(line);
});

test('a CPU that nobody knows', () => {
  expect(() => registration('qemu-pdp11', '/q')).toThrow('not known');
});
