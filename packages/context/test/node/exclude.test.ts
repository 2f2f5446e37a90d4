import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ContextSelection, ignoreFilter, parseIgnorePatterns } from '../../src/index.ts';
import { directoryContext } from '../../src/node.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const FILES = [
  'package.json',
  'src/a.ts',
  'src/a.test.ts',
  'src/node_modules/m/index.js',
  'node_modules/p/index.js',
  'node_modules/p/lib/keep.js',
  'node_modules/q/index.js',
  'docs/a.md',
  'docs/deep/b.md',
] as const;

async function check(selections: readonly ContextSelection[], wanted: readonly string[]): Promise<void> {
  const root = temporaryDirectory(Object.fromEntries(FILES.map((path) => [path, path])));
  const tree = await directoryContext(root).load(selections);
  const found = [...tree.walk()].filter(({ type }) => type === 'file').map(({ path }) => path);
  expect(found).toEqual([...wanted].sort());
}

const all = (...exclude: string[]): ContextSelection => ({ path: '', wildcard: false, exclude });
const at = (path: string, ...exclude: string[]): ContextSelection => ({ path, wildcard: false, exclude });

const withoutModules = FILES.filter((path) => !path.startsWith('node_modules/'));

describe('what --exclude leaves out is not walked', () => {
  test.each<[what: string, selections: readonly ContextSelection[], wanted: readonly string[]]>([
    ['a directory', [all('node_modules')], withoutModules],
    ['at any depth', [all('**/node_modules')], withoutModules.filter((path) => !path.includes('node_modules'))],
    ['files', [all('**/*.md')], FILES.filter((path) => !path.endsWith('.md'))],
    [
      'but for what is taken back',
      [all('node_modules', '!node_modules/p/lib')],
      [...withoutModules, 'node_modules/p/lib/keep.js'],
    ],
    ['below what is selected', [at('src', 'node_modules')], ['src/a.ts', 'src/a.test.ts']],
    ['not that itself', [at('docs', 'docs')], ['docs/a.md', 'docs/deep/b.md']],
    ['not a file that is selected', [at('docs/a.md', '*')], ['docs/a.md']],
    [
      'each match of a pattern',
      [{ path: '*s', wildcard: true, exclude: ['deep', 'p'] }],
      ['docs/a.md', 'node_modules/q/index.js'],
    ],
    [
      'unless another selection wants it',
      [all('node_modules'), at('node_modules/q')],
      [...withoutModules, 'node_modules/q/index.js'],
    ],
    [
      'unless another wants it, whatever the order',
      [at('node_modules/q'), all('node_modules')],
      [...withoutModules, 'node_modules/q/index.js'],
    ],
    [
      'unless another excludes other things of it',
      [all('node_modules'), at('node_modules', 'q')],
      FILES.filter((path) => !path.includes('/q/')),
    ],
    ['unless another excludes other things', [all('node_modules'), all('docs')], FILES],
    ['when another excludes the same', [all('node_modules'), all('node_modules')], withoutModules],
    ['unless another excludes nothing', [all('docs'), all()], FILES],
    ['nothing', [all('*'), all()], FILES],
    ['everything', [all('*')], []],
  ])('%s', (_, selections, wanted) => check(selections, wanted));
});

const NAMES = ['a', 'b', 'c'];
const PATTERN = fc
  .tuple(fc.boolean(), fc.array(fc.constantFrom('a', 'b', 'c', '*', '**', '?'), { minLength: 1, maxLength: 3 }))
  .map(([negated, names]) => `${negated ? '!' : ''}${names.join('/')}`);
const SELECTION = fc.record({
  path: fc.array(fc.constantFrom(...NAMES), { maxLength: 2 }).map((names) => names.join('/')),
  wildcard: fc.constant(false),
  exclude: fc.array(PATTERN, { maxLength: 3 }),
});

test('nothing is missing that a selection does not leave out', async () => {
  const paths = NAMES.flatMap((a) => NAMES.flatMap((b) => NAMES.map((c) => `${a}/${b}/${c}`)));
  const root = temporaryDirectory(Object.fromEntries(paths.map((path) => [path, path])));
  await fc.assert(
    fc.asyncProperty(fc.array(SELECTION, { minLength: 1, maxLength: 3 }), async (selections) => {
      const tree = await directoryContext(root).load(selections);
      for (const { path, exclude } of selections) {
        const excluded = ignoreFilter(parseIgnorePatterns(exclude).rules);
        const below = path === '' ? paths : paths.filter((one) => one.startsWith(`${path}/`));
        const kept = below.filter((one) => !excluded(path === '' ? one : one.slice(path.length + 1)));
        for (const one of kept) expect(tree.get(one)?.path).toBe(one);
      }
    }),
    { numRuns: 200 },
  );
});
