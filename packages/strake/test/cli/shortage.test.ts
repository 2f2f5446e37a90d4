import { expect, test } from 'vitest';
import { shortageHint } from '../../src/cli/shortage.ts';

const failed = (code: string, syscall: string): Error => Object.assign(new Error(code), { code, syscall });

test.each<readonly [error: unknown, hint: RegExp]>([
  [failed('EMFILE', 'open'), /ulimit -n/],
  [failed('ENFILE', 'open'), /file-max/],
  [failed('EAGAIN', 'spawn /usr/bin/unshare'), /ulimit -u/],
  [failed('ENOMEM', 'mmap'), /memory/],
])('%o', (error, hint) => {
  expect(shortageHint(error)).toMatch(hint);
});

test.each<readonly [error: unknown]>([
  [failed('EAGAIN', 'read')],
  [failed('ENOENT', 'open')],
  [failed('toString', 'open')],
  [new Error('no')],
  ['EMFILE'],
  [undefined],
])('%o is another failure', (error) => {
  expect(shortageHint(error)).toBeUndefined();
});
