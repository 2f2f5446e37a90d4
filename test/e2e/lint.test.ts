import { execFileSync } from 'node:child_process';
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorkshop, type Workshop } from './support/strake.ts';

let shop: Workshop;
beforeAll(async () => {
  shop = await openWorkshop();
});
afterAll(() => shop[Symbol.dispose]());

interface Case {
  readonly name: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly args: readonly string[];
  readonly input?: string;
  readonly code: number;
  readonly stdout?: readonly (string | RegExp)[];
  readonly lacks?: readonly string[];
  readonly stderr?: readonly string[];
  /** Files that are other than before, as they are now. */
  readonly after?: Readonly<Record<string, string>>;
}

const BAD = 'FROM debian:12\nRUN cd /x && make\nCMD a b\n';
const GOOD = 'FROM debian:12\nCMD ["a", "b"]\n';

const cases: readonly Case[] = [
  { name: 'a fine file', files: { Dockerfile: GOOD }, args: ['lint', 'Dockerfile'], code: 0 },
  {
    name: 'findings with their source',
    files: { Dockerfile: BAD },
    args: ['lint', '--preset', 'recommended,hadolint'],
    code: 1,
    stdout: [
      'Dockerfile:2:5 warning DL3003',
      'JSONArgsRecommended (DL3025)',
      '2 warnings; strake lint --fix repairs one',
    ],
  },
  {
    name: 'what everybody does is no finding by default',
    files: { Dockerfile: BAD },
    args: ['lint'],
    code: 1,
    stdout: ['Dockerfile:3:1 warning JSONArgsRecommended (DL3025)', '1 warning; strake lint --fix repairs one'],
    lacks: ['DL3003'],
  },
  {
    name: 'a Dockerfile after -f, which is the format',
    args: ['lint', '-f', 'Dockerfile'],
    code: 2,
    stderr: ['-f cannot be "Dockerfile"', 'files are named without a flag'],
  },
  {
    name: 'a rule by a part of the address of its page',
    args: ['lint', '--explain', 'json-args-recommended'],
    code: 0,
    stdout: ['### JSONArgsRecommended'],
  },
  {
    name: 'a rule whose name is a slip',
    args: ['lint', '--ignore', 'unused-stag', '-'],
    input: GOOD,
    code: 2,
    stderr: ['did you mean unused-stage?'],
  },
  { name: 'standard input', args: ['lint', '-'], input: BAD, code: 1, stdout: ['stdin:3:1'] },
  {
    name: 'a fragment',
    args: ['lint', '--preset', 'hadolint', '-'],
    input: 'RUN cd /x\n',
    code: 1,
    stdout: ['DL3003'],
  },
  {
    name: 'an error of the syntax',
    files: { Dockerfile: 'FROM a:1\nRUNN x\n' },
    args: ['lint', 'Dockerfile'],
    code: 3,
    stdout: ['unknown-instruction (DL1000)'],
  },
  { name: 'no file', args: ['lint', 'nope'], code: 4, stderr: ['there is no file nope'] },
  { name: 'an unknown rule', args: ['lint', '--ignore', 'nope'], code: 2, stderr: ['no rule is named "nope"'] },
  {
    name: 'rules by flags',
    files: { Dockerfile: BAD },
    args: [
      'lint',
      '--preset',
      'buildkit,hadolint',
      '--ignore',
      'DL3003,DL3025',
      '--rule',
      'JSONArgsRecommended=info',
      'Dockerfile',
    ],
    code: 0,
    stdout: ['info JSONArgsRecommended:'],
    lacks: ['DL3003'],
  },
  {
    name: 'enough warnings allowed',
    files: { Dockerfile: BAD },
    args: ['lint', '--max-warnings', '1'],
    code: 0,
    stdout: ['DL3025'],
  },
  {
    name: 'too many warnings',
    files: { Dockerfile: BAD },
    args: ['lint', '--max-warnings', '0'],
    code: 1,
    stdout: ['DL3025'],
  },
  {
    name: 'only errors fail',
    files: { Dockerfile: BAD },
    args: ['lint', '--preset', 'buildkit,hadolint', '--fail-on', 'error'],
    code: 0,
    stdout: ['DL3003'],
  },
  {
    name: "hadolint's configuration",
    files: { Dockerfile: BAD, '.hadolint.yaml': 'ignored: [DL3025]\nfailure-threshold: error\n' },
    args: ['lint', 'Dockerfile'],
    code: 0,
    stdout: ['DL3003'],
    lacks: ['DL3025', 'JSONArgs'],
  },
  {
    name: 'a configuration of a directory above',
    files: { '.strakelint.yaml': 'extends: buildkit\n', 'a/Dockerfile': BAD },
    args: ['lint', 'a'],
    code: 1,
    stdout: ['a/Dockerfile:3:1 warning JSONArgsRecommended:'],
    lacks: ['DL3003'],
  },
  {
    name: 'a broken configuration',
    files: { '.strakelint.yaml': 'colour: red\n', Dockerfile: BAD },
    args: ['lint'],
    code: 2,
    stderr: ['unknown setting colour'],
  },
  {
    name: 'repairs in the file',
    files: { Dockerfile: BAD },
    args: ['lint', '--fix', '--ignore', 'DL3003'],
    code: 0,
    after: { Dockerfile: BAD.replace('CMD a b', 'CMD ["a", "b"]') },
  },
  {
    name: 'repairs as a diff',
    files: { Dockerfile: BAD },
    args: ['lint', '--fix-dry-run', 'Dockerfile'],
    code: 1,
    stdout: ['-CMD a b', '+CMD ["a", "b"]'],
  },
  {
    name: 'repairs of standard input',
    args: ['lint', '--fix', '-'],
    input: GOOD.replace('["a", "b"]', 'a b'),
    code: 0,
    stdout: [GOOD],
  },
  {
    name: 'a report for machines',
    files: { Dockerfile: BAD },
    args: ['lint', '--preset', 'hadolint', '--json', 'Dockerfile'],
    code: 1,
    stdout: ['"rule": "DL3003"', '"endColumn": 18', '"focus"'],
  },
  {
    name: 'build --check',
    files: { Dockerfile: `${BAD}COPY a.txt /a\n`, '.dockerignore': '*.txt\n' },
    args: ['build', '--check', '.'],
    code: 1,
    stdout: ['JSONArgsRecommended', 'CopyIgnoredFile'],
    lacks: ['DL3003'],
  },
  {
    name: 'build --check of a fine file',
    files: { Dockerfile: GOOD },
    args: ['build', '--check', '.'],
    code: 0,
    stderr: ['no warnings found'],
  },
  {
    name: 'what a rule means',
    args: ['lint', '--explain', 'DL4000'],
    code: 0,
    stdout: ['### DL4000', 'fixable', 'MAINTAINER Jo', 'LABEL'],
  },
  {
    name: 'the rules',
    args: ['lint', '--list-rules'],
    code: 0,
    stdout: ['JSONArgsRecommended', 'dead-stage', /^DL3008 +off /m, /^DL3020 +info /m],
  },
  {
    name: 'the rules of a preset',
    args: ['lint', '--list-rules', '--preset', 'hadolint', '--rule', 'DL3020=hint'],
    code: 0,
    stdout: [/^DL3008 +warning /m, /^DL3020 +hint /m],
  },
  {
    name: "a configuration of hadolint's that cannot be read",
    files: { Dockerfile: BAD, '.hadolint.yaml': 'ignored: [DL3025\n' },
    args: ['lint', 'Dockerfile'],
    code: 2,
    stderr: ['.hadolint.yaml: '],
  },
  {
    name: 'a setting that hadolint does not know',
    files: { Dockerfile: BAD, '.hadolint.yaml': 'ignored: [DL3025]\nnonsense: 1\n' },
    args: ['lint', 'Dockerfile'],
    code: 1,
    stdout: ['DL3003'],
    stderr: ['warning: ', 'unknown setting nonsense'],
  },
];

test.each(cases)('lint: $name', async (example) => {
  const { files = {}, args, input, code, stdout = [], lacks = [], stderr = [], after = {} } = example;
  const cwd = shop.context(files);
  const env =
    args[0] === 'lint' && !args.includes('--list-rules') && !args.includes('--explain') ? ['--no-shellcheck'] : [];
  const ran = await shop.strake([...args, ...env], { cwd, ...(input === undefined ? {} : { input }) });
  for (const text of stdout) expect(ran.stdout).toMatch(text);
  for (const text of lacks) expect(ran.stdout).not.toContain(text);
  for (const text of stderr) expect(ran.stderr).toContain(text);
  expect(ran.code).toBe(code);
  for (const [name, text] of Object.entries({ ...files, ...after }))
    expect(readFileSync(join(cwd, name), 'utf8')).toBe(text);
});

test('a baseline hides what is old', async () => {
  const cwd = shop.context({ Dockerfile: BAD });
  await shop.strake(['lint', '--no-shellcheck', '--write-baseline', 'known.json'], { cwd });
  const ran = await shop.strake(['lint', '--no-shellcheck', '--baseline', 'known.json'], { cwd });
  expect(ran).toMatchObject({ code: 0, stdout: '' });
});

test('a context and an ignore file for one Dockerfile', async () => {
  const cwd = shop.context({
    'a.dockerfile': 'FROM scratch\nCOPY a.txt b.txt c.txt /\n',
    'a.dockerfile.dockerignore': 'b.*\n',
    'a.txt': '',
    'b.txt': '',
    '.dockerignore': 'a.txt\n',
  });
  const ran = await shop.strake(['lint', '--no-shellcheck', '--context', '.', 'a.dockerfile'], { cwd });
  expect(ran.stdout).toContain('"b.txt" that is excluded');
  expect(ran.stdout).toContain('c.txt is not in the build context');
  expect(ran.stdout).not.toContain('"a.txt"');
  expect(ran.code).toBe(1);
});

test('what the last build left: sizes, and the images of the store', async () => {
  const cwd = shop.context({
    'base.dockerfile': 'FROM scratch\nENV APP_DIR=/app\nWORKDIR /app\n',
    Dockerfile: 'FROM strake-lint-base\nCOPY --chown=1 a $APP_DIR/\nCOPY big $WRONG_DIR/\n',
    a: 'a',
  });
  writeFileSync(join(cwd, 'big'), '');
  truncateSync(join(cwd, 'big'), 600_000_000);
  const args = ['lint', '--no-shellcheck', 'Dockerfile'];
  expect((await shop.strake(['build', '-f', 'base.dockerfile', '-t', 'strake-lint-base', '.'], { cwd })).code).toBe(0);
  expect((await shop.strake(['build', '.'], { cwd })).code).toBe(0);
  const without = await shop.strake(args, { cwd });
  expect(without.stdout).not.toMatch(/large-layer|UndefinedVar/);
  const ran = await shop.strake([...args, '--last-build'], { cwd });
  expect(ran.stdout).toContain('large-layer: The layer of this COPY took 600 MB in the last build');
  expect(ran.stdout).toContain("UndefinedVar: Usage of undefined variable '$WRONG_DIR'");
  expect(ran.stdout).not.toContain('$APP_DIR');
  expect(ran.stdout.match(/large-layer/g)).toHaveLength(1);
});

test('what is not UTF-8 is not repaired', async () => {
  const cwd = shop.context({});
  const bytes = Buffer.from('FROM debian:12\nLABEL a="\xff"\nENV a b\n', 'latin1');
  writeFileSync(join(cwd, 'Dockerfile'), bytes);
  const ran = await shop.strake(['lint', '--no-shellcheck', '--fix', 'Dockerfile'], { cwd });
  expect(ran).toMatchObject({ code: 0, stderr: 'warning: Dockerfile is not UTF-8: nothing is repaired\n' });
  expect(readFileSync(join(cwd, 'Dockerfile'))).toEqual(bytes);
});

test('ShellCheck finds what it finds, at its place', async () => {
  const text =
    'FROM debian:12\nARG A\nRUN true && \\\n    echo $A $(ls)\n# hadolint ignore=SC2046,SC2005\nRUN echo $(ls)\n';
  const cwd = shop.context({ Dockerfile: text });
  const ran = await shop.strake(['lint', '--preset', 'none', '--fail-on', 'hint', 'Dockerfile'], { cwd });
  expect(ran.stdout).toContain('Dockerfile:4:13 warning SC2046');
  expect(ran.stdout).toContain('1 warning\n');
  expect(ran.code).toBe(1);
});

test.each(['lint pipe', 'lint --config pipe Dockerfile', 'lint --baseline pipe Dockerfile', 'fmt pipe'])(
  '%s does not wait for a named pipe',
  async (line) => {
    const args = line.split(' ');
    const cwd = shop.context({ Dockerfile: GOOD });
    execFileSync('mkfifo', [join(cwd, 'pipe')]);
    const ran = await shop.strake(args, { cwd });
    expect(ran).toMatchObject({ code: 4, stderr: expect.stringContaining('it is a named pipe') });
  },
);
