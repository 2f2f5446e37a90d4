import { expect, test } from 'vitest';
import { memoryTree, selectEntries } from '../../src/index.ts';

const tree = memoryTree({
  'src/a.ts': '1',
  'src/b.ts': '2',
  'src/c.js': '3',
  'src/.hidden': '4',
  'src/lib/d.ts': '5',
  'src/lib/e/f.ts': '6',
  'other/a.ts': '7',
  'br[ck': '8',
  link: { type: 'symlink', target: 'src' },
  'src/to': { type: 'symlink', target: '/other/a.ts' },
  'src/dangling': { type: 'symlink', target: 'none' },
});

test.each<[path: string, wildcard: boolean, selected: readonly string[]]>([
  ['', false, ['']],
  ['src', false, ['src']],
  ['src/a.ts', false, ['src/a.ts']],
  ['link', false, ['link: src']],
  ['link/lib', false, ['link/lib: src/lib']],
  ['src/to', false, ['src/to: other/a.ts']],
  ['src/*.ts', true, ['src/a.ts', 'src/b.ts']],
  ['src/?.ts', true, ['src/a.ts', 'src/b.ts']],
  ['*/a.ts', true, ['other/a.ts', 'src/a.ts']],
  ['src/*/*.ts', true, ['src/lib/d.ts']],
  ['src/**/*.ts', true, ['src/lib/d.ts']],
  ['link/*.js', true, ['link/c.js: src/c.js']],
  ['src/t*', true, ['src/to: other/a.ts']],
  ['src/.*', true, ['src/.hidden']],
  ['*', true, ['br[ck', 'link: src', 'other', 'src']],
  ['br[[]ck', true, ['br[ck']],
  ['src/a.ts/*', true, []],
  ['src/[', true, []],
  ['src/a.ts', true, ['src/a.ts']],
])('%j (wildcard %j) selects %j', (path, wildcard, expected) => {
  const found = selectEntries(tree, { path, wildcard, followLast: true });
  expect(found.map(({ name, path }) => (name === path ? path : `${name}: ${path}`))).toEqual(expected);
});

test('links stay links when asked', () => {
  const [link] = selectEntries(tree, { path: 'link', wildcard: false, followLast: false });
  expect(link).toMatchObject({ name: 'link', path: 'link', entry: { type: 'symlink' } });
});

test.each([
  ['none', false, 'missing'],
  ['src/dangling', false, 'missing'],
  ['src/da*', true, 'missing'],
  ['src/a.ts/x', false, 'not-directory'],
  ['none/*', true, 'missing'],
])('%j is no selection', (path, wildcard, kind) => {
  expect(() => selectEntries(tree, { path, wildcard, followLast: true })).toThrow(
    expect.objectContaining({ code: 'PATH_NOT_FOUND', data: expect.objectContaining({ kind }) }),
  );
});
