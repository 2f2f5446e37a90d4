import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { getXattr } from '../../src/syscalls/file.ts';
import { checked, declare, lastError, tolerating } from '../../src/syscalls/libc.ts';

const unlink = declare('int unlink(const char*)');

test.each([
  ['/none/x', 'ENOENT'],
  ['/', 'EISDIR'],
  [import.meta.filename + '/x', 'ENOTDIR'],
])('unlink %s: %s', (path, code) => {
  const result = unlink(path);
  // What Node does sets the thread's errno, too.
  expect(existsSync('/none')).toBe(false);
  expect([result, lastError()]).toEqual([-1, code]);
  expect(() => checked(result, 'unlink', path)).toThrow(`${code}: unlink ${path}`);
  expect(tolerating(result, [code], 'unlink')).toBe(-1);
  expect(() => tolerating(result, ['EPERM'], 'unlink', path)).toThrow(expect.objectContaining({ code }));
});

test('an attribute that is not there is none, a file that is not there is an error', () => {
  expect(getXattr(import.meta.filename, 'user.none')).toBeUndefined();
  expect(() => getXattr('/none', 'user.none')).toThrow('ENOENT: getxattr user.none /none');
});
