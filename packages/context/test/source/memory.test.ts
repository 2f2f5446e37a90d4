import { expect, test } from 'vitest';
import { memoryContext } from '../../src/index.ts';
import { contextSourceContract } from '../../src/testing.ts';

contextSourceContract('memoryContext', (files) => memoryContext(files));

const ALL = [{ path: '', wildcard: false }];

test('owners are 0:0, whatever is given', async () => {
  const tree = await memoryContext({ a: { data: 'x', uid: 5, gid: 6 } }).load(ALL);
  expect(tree.get('a')).toMatchObject({ uid: 0, gid: 0 });
});

const FILES = { 'd/x': 'x', 'd/y': 'y', 'e/z': 'z', f: 'f', '.dockerignore': 'd\n!d/x\ne\n' };

test.each([
  { what: 'its own ignore file', options: {}, kept: ['.dockerignore', 'd', 'd/x', 'f'] },
  { what: 'another', options: { dockerignore: '*\n!e' }, kept: ['e', 'e/z'] },
  { what: 'none', options: { dockerignore: '' }, kept: ['.dockerignore', 'd', 'd/x', 'd/y', 'e', 'e/z', 'f'] },
])('$what decides what is there', async ({ options, kept }) => {
  const tree = await memoryContext(FILES, options).load(ALL);
  expect([...tree.walk()].map((entry) => entry.path)).toEqual(kept);
});

test('a bad ignore file is an error with its place', async () => {
  const source = memoryContext({ '.dockerignore': 'ok\n  [a\n' });
  await expect(source.load(ALL)).rejects.toMatchObject({
    code: 'BAD_IGNORE_FILE',
    message: expect.stringContaining('.dockerignore:2: syntax error in pattern') as string,
    data: { file: '.dockerignore' },
  });
});

test.each(['../x', 'a/../../x', '', 'a\0b'])('%j is no path', async (path) => {
  await expect(memoryContext({ [path]: 'x' }).load(ALL)).rejects.toMatchObject({ code: 'PATH_UNSAFE' });
});
