import { chmodSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorkshop, type Workshop } from './support/strake.ts';

let shop: Workshop;
beforeAll(async () => {
  shop = await openWorkshop();
});
afterAll(() => shop[Symbol.dispose]());

const UGLY = 'from  alpine  as base\ncopy --chown=1 --from=x  a \\\n  b /c\n';
const PRETTY = 'FROM alpine AS base\nCOPY --from=x --chown=1 a \\\n    b \\\n    /c\n';
const BROKEN = 'from  alpine\nRUNN make\n';

interface Case {
  readonly name: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly args: readonly string[];
  readonly input?: string;
  readonly code?: number;
  /** All of standard output, or parts of it. */
  readonly stdout?: string | readonly string[];
  readonly stderr?: readonly string[];
  /** Files that are other than before, as they are now. */
  readonly after?: Readonly<Record<string, string>>;
}

async function check({ files = {}, args, input, code = 0, stdout = '', stderr = [], after = {} }: Case): Promise<void> {
  const cwd = shop.context(files);
  const ran = await shop.strake(args, { cwd, ...(input === undefined ? {} : { input }) });
  for (const text of stderr) expect(ran.stderr).toContain(text);
  if (typeof stdout === 'string') expect(ran.stdout).toBe(stdout);
  else for (const text of stdout) expect(ran.stdout).toContain(text);
  if (stderr.length === 0) expect(ran.stderr).toBe('');
  expect(ran.code).toBe(code);
  const now = Object.keys(files).map((name) => [name, readFileSync(join(cwd, name), 'utf8')]);
  expect(Object.fromEntries(now)).toEqual({ ...files, ...after });
  expect(readdirSync(cwd).filter((name) => name.endsWith('.tmp'))).toEqual([]);
}

const cases: readonly Case[] = [
  {
    name: 'fmt writes what it changes, and names it',
    files: { Dockerfile: UGLY, 'b.dockerfile': PRETTY },
    args: ['fmt', 'Dockerfile', 'b.dockerfile'],
    stdout: 'Dockerfile\n',
    after: { Dockerfile: PRETTY },
  },
  {
    name: 'fmt finds Dockerfiles below the working directory',
    files: {
      'a/Dockerfile': UGLY,
      'a/Dockerfile.dev': UGLY,
      'b/Containerfile': UGLY,
      'c.dockerfile': UGLY,
      'node_modules/x/Dockerfile': UGLY,
      'Dockerfile.dockerignore': 'from  alpine\n',
      'notes.txt': UGLY,
    },
    args: ['fmt'],
    stdout: ['a/Dockerfile\n', 'a/Dockerfile.dev\n', 'b/Containerfile\n', 'c.dockerfile\n'],
    after: { 'a/Dockerfile': PRETTY, 'a/Dockerfile.dev': PRETTY, 'b/Containerfile': PRETTY, 'c.dockerfile': PRETTY },
  },
  {
    name: 'fmt takes globs',
    files: { 'x/1.df': UGLY, 'y/2.df': UGLY },
    args: ['fmt', '{x,z}/*.df'],
    stdout: 'x/1.df\n',
    after: { 'x/1.df': PRETTY },
  },
  {
    name: 'a file may look like a glob',
    files: { 'a[1]': UGLY },
    args: ['fmt', 'a[1]'],
    stdout: 'a[1]\n',
    after: { 'a[1]': PRETTY },
  },
  { name: 'fmt reads standard input', args: ['fmt', '-'], input: UGLY, stdout: PRETTY },
  { name: 'a byte order mark stays', args: ['fmt', '-'], input: `\uFEFF${UGLY}`, stdout: `\uFEFF${PRETTY}` },
  {
    name: 'fmt --check writes nothing',
    files: { Dockerfile: UGLY, 'b.dockerfile': PRETTY },
    args: ['fmt', '--check'],
    code: 1,
    stdout: 'Dockerfile\n',
    stderr: ['1 of 2 files are not formatted'],
  },
  { name: 'fmt --check is content', files: { Dockerfile: PRETTY }, args: ['fmt', '--check', '.'] },
  {
    name: 'fmt --check of standard input',
    args: ['fmt', '--check', '-'],
    input: UGLY,
    code: 1,
    stdout: '-\n',
    stderr: ['not formatted'],
  },
  {
    name: 'fmt --diff writes nothing',
    files: { Dockerfile: UGLY },
    args: ['fmt', '--diff'],
    stdout: ['--- a/Dockerfile\n+++ b/Dockerfile\n', '-from  alpine  as base\n', '+FROM alpine AS base\n'],
  },
  {
    name: 'fmt --check --diff tells both',
    files: { Dockerfile: UGLY },
    args: ['fmt', '--diff', '--check'],
    code: 1,
    stdout: ['+FROM alpine AS base\n'],
    stderr: ['1 of 1 file is not formatted'],
  },
  {
    name: 'fmt leaves a file with errors alone and goes on',
    files: { 'a.dockerfile': BROKEN, 'b.dockerfile': UGLY },
    args: ['fmt'],
    code: 3,
    stdout: 'b.dockerfile\n',
    stderr: ['unknown instruction: RUNN', 'a.dockerfile:2:1', 'did you mean RUN?'],
    after: { 'b.dockerfile': PRETTY },
  },
  {
    name: 'fmt of broken standard input prints none of it',
    args: ['fmt', '-'],
    input: BROKEN,
    code: 3,
    stderr: ['RUNN'],
  },
  {
    name: 'fmt has options',
    args: ['fmt', '--keyword-case', 'lower', '--indent=2', '-'],
    input: UGLY,
    stdout: 'from alpine as base\ncopy --from=x --chown=1 a \\\n  b \\\n  /c\n',
  },
  { name: 'fmt checks its options', args: ['fmt', '--indent', 'x'], code: 2, stderr: ['--indent "x" is no number'] },
  { name: 'fmt of nothing', args: ['fmt', 'none'], code: 4, stderr: ['there is no file none', 'hint:'] },
  { name: 'fmt of an empty directory', args: ['fmt'], code: 4, stderr: ['there is no Dockerfile in .'] },
  {
    name: 'fmt --json',
    files: { Dockerfile: UGLY },
    args: ['fmt', '--json', '--check'],
    code: 1,
    stdout: ['"file": "Dockerfile"', '"changed": true'],
    stderr: ['not formatted'],
  },
  {
    name: 'ast prints a line for each file',
    files: { Dockerfile: 'FROM a\n', 'Dockerfile.b': 'RUNN\n' },
    args: ['ast', '.'],
    stdout: ['{"file":"Dockerfile","ast":{"kind":"dockerfile",', '\n{"file":"Dockerfile.b","ast":'],
  },
  {
    name: 'ast --format buildkit reads standard input',
    args: ['ast', '--format', 'buildkit'],
    input: 'FROM a AS b\n',
    stdout:
      '{"file":"-","utf8":true,"escape":"\\\\","instrs":[{"cmd":"FROM","args":["a","AS","b"],"orig":"FROM a AS b","start":1,"end":1,"type":"Stage","typed":{"BaseName":"a","DocComment":"","Name":"b","Platform":""}}],"stages":[{"name":"b","base":"a","n":0}]}\n',
  },
  { name: 'ast of nothing', args: ['ast', 'none'], code: 4, stderr: ['there is no file none'] },
  { name: 'ast knows its formats', args: ['ast', '--format', 'xml'], code: 2, stderr: ['it is one of json, buildkit'] },
];

test.each(cases)('$name', check);

test('fmt keeps modes and links', async () => {
  const cwd = shop.context({ Dockerfile: UGLY });
  chmodSync(join(cwd, 'Dockerfile'), 0o640);
  symlinkSync('Dockerfile', join(cwd, 'link'));
  const ran = await shop.strake(['fmt', 'link'], { cwd });
  expect(ran).toMatchObject({ code: 0, stdout: 'link\n' });
  expect(readFileSync(join(cwd, 'Dockerfile'), 'utf8')).toBe(PRETTY);
  expect(statSync(join(cwd, 'Dockerfile')).mode & 0o777).toBe(0o640);
  expect(lstatSync(join(cwd, 'link')).isSymbolicLink()).toBe(true);
});

test('fmt leaves alone what is not UTF-8', async () => {
  const cwd = shop.context({});
  const data = Buffer.concat([Buffer.from('from  a\n# '), Buffer.from([0xff, 0x0a])]);
  writeFileSync(join(cwd, 'Dockerfile'), data);
  const ran = await shop.strake(['fmt'], { cwd });
  expect(ran.stderr).toContain('Dockerfile is not UTF-8');
  expect(ran.code).toBe(3);
  expect(readFileSync(join(cwd, 'Dockerfile')).equals(data)).toBe(true);
});
