import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { lint, resolveConfig } from '@strake/lint';
import { parse } from '@strake/parser';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contextFacts } from '../../../src/cli/lint/context-facts.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'strake-facts-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

interface Case {
  readonly name: string;
  /** Paths; what ends in a slash is a directory, `a -> b` a link. */
  readonly files: readonly string[];
  readonly ignore?: string;
  readonly dockerfile: string;
  /** `rule: message`. */
  readonly found: readonly string[];
}

function contextOf({ files, ignore }: Pick<Case, 'files' | 'ignore'>): string {
  const context = mkdtempSync(join(directory, 'context-'));
  for (const file of files) {
    const [path = '', target] = file.split(' -> ');
    mkdirSync(join(context, path.endsWith('/') ? path : dirname(path)), { recursive: true });
    if (target !== undefined) symlinkSync(target, join(context, path));
    else if (!path.endsWith('/')) writeFileSync(join(context, path), 'x');
  }
  if (ignore !== undefined) writeFileSync(join(context, '.dockerignore'), ignore);
  return context;
}

const RULES = ['CopyIgnoredFile', 'copy-missing-file', 'ignore-matches-nothing', 'ignore-root-only', 'context-has-git'];
const OFF = Object.fromEntries(
  RULES.map((rule) => [rule, rule === 'CopyIgnoredFile' ? ('warning' as const) : ('info' as const)]),
);

function check({ dockerfile, found, ...context }: Case): void {
  const facts = contextFacts(contextOf(context));
  const findings = lint(parse(dockerfile), resolveConfig({ extends: 'none', rules: OFF }), facts);
  expect(findings.map(({ rule, message }) => `${rule}: ${message}`)).toEqual(found);
}

const IGNORED = 'Attempting to Copy file "a.txt" that is excluded by .dockerignore';

test.each<Case>([
  { name: 'all is there', files: ['a.txt', 'b/c'], dockerfile: 'FROM scratch\nCOPY a.txt b/c b /\n', found: [] },
  {
    name: 'missing',
    files: ['a.txt'],
    dockerfile: 'FROM scratch\nCOPY a.tx ./b/../a.txt /\n',
    found: ['copy-missing-file: a.tx is not in the build context'],
  },
  { name: 'through a link', files: ['b/c', 'l -> b'], dockerfile: 'FROM scratch\nCOPY l/c l /\n', found: [] },
  {
    name: 'ignored',
    files: ['a.txt'],
    ignore: '*.txt\n',
    dockerfile: 'FROM scratch\nCOPY a.txt /\n',
    found: [`CopyIgnoredFile: ${IGNORED}`],
  },
  {
    name: 'ignored, where others are taken back',
    files: ['a.txt', 'b.txt'],
    ignore: '*.txt\n!b.txt\n',
    dockerfile: 'FROM scratch\nCOPY a.txt b.txt /\n',
    found: ['copy-missing-file: a.txt is excluded by .dockerignore'],
  },
  {
    name: 'in an ignored directory',
    files: ['b/a.txt'],
    ignore: 'b\n',
    dockerfile: 'FROM scratch\nCOPY b/a.txt /\n',
    found: [`CopyIgnoredFile: ${IGNORED.replace('a.txt', 'b/a.txt')}`],
  },
  {
    name: 'patterns that match nothing',
    files: ['a/b.md', 'c/d/e', 'f'],
    ignore: '# x\nnope\nf/\n**/*.md\na/*.rst\nc\nc/d/z\n*/d\n!a/x\n',
    dockerfile: 'FROM scratch\n',
    found: [
      'ignore-matches-nothing: The pattern nope of .dockerignore matches nothing',
      'ignore-matches-nothing: The pattern !a/x of .dockerignore matches nothing',
    ],
  },
  {
    name: 'patterns without wildcards, and nothing that is ignored as a whole',
    files: ['a/b.md', 'f'],
    ignore: 'a/*.rst\nf\n',
    dockerfile: 'FROM scratch\n',
    found: ['ignore-matches-nothing: The pattern a/*.rst of .dockerignore matches nothing'],
  },
  {
    name: 'a pattern that means more than it says',
    files: ['a/secret', 'secret'],
    ignore: 'secret\n',
    dockerfile: 'FROM scratch\nCOPY . /\n',
    found: ['ignore-root-only: The pattern secret of .dockerignore matches at the root only: a/secret is copied'],
  },
  {
    name: '.git',
    files: ['.git/HEAD', 'a'],
    dockerfile: 'FROM scratch\nCOPY . /\n',
    found: ['context-has-git: This copies .git too'],
  },
])('$name', check);

test('ignored directories are not entered, so that they do not count', () => {
  const context = contextOf({ files: ['a'], ignore: 'big\n' });
  mkdirSync(join(context, 'big'));
  for (let i = 0; i < 300; i++) writeFileSync(join(context, 'big', String(i)), '');
  const facts = contextFacts(context);
  expect(facts.context?.unlisted).toEqual(['big']);
  expect(facts.context?.files).toHaveLength(3);
});

test('a context that is not there is refused', () => {
  expect(() => contextFacts(join(directory, 'nope'))).toThrow('cannot read the context');
});

test('a context of too many files is said to be one', () => {
  const context = contextOf({ files: ['0/', '1/', '2/', '3/', '4/', '5/'], ignore: 'nope\n' });
  for (let i = 0; i < 51_000; i++) writeFileSync(join(context, String(i % 6), String(i)), '');
  const facts = contextFacts(context);
  const found = lint(parse('FROM scratch\nCOPY . /\nCOPY nope /\n'), resolveConfig(), facts);
  expect(facts.context?.isPartial).toBe(true);
  expect(found.map(({ message }) => message)).toEqual([
    'This copies more than 50000 files',
    'Attempting to Copy file "nope" that is excluded by .dockerignore',
  ]);
});
