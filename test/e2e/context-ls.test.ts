import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { explainContext, listContext } from 'strake';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorkshop, type Workshop } from './support/strake.ts';

let shop: Workshop;
let directory: string;
beforeAll(async () => {
  shop = await openWorkshop();
  directory = shop.context({
    Dockerfile: 'FROM scratch\n',
    'other.df': 'FROM scratch\n',
    '.dockerignore': '# logs\n\n**/*.log\nnode_modules\n!node_modules/kept\n',
    'other.df.dockerignore': '*\n!src\n',
    'src/a.ts': 'x'.repeat(2000),
    'src/debug.log': 'x',
    'node_modules/kept/i.js': 'xx',
    'node_modules/gone/i.js': 'x',
  });
});
afterAll(() => shop[Symbol.dispose]());

const ls = async (...args: readonly string[]) => shop.strake(['context', 'ls', ...args], { cwd: directory });

test('lists what goes in, by the ignore file that counts', async () => {
  const all = await ls();
  expect(all.stdout.split('\n')).toEqual([
    '.dockerignore',
    'Dockerfile',
    'node_modules/',
    'node_modules/kept/',
    'node_modules/kept/i.js',
    'other.df',
    'other.df.dockerignore',
    'src/',
    'src/a.ts',
    '',
  ]);
  expect(all.stderr).toMatch(/^6 files, 2\.1 kB; ignored by .*\/\.dockerignore\n$/);
  const other = await ls('-f', 'other.df', '--sizes');
  expect(other.stdout).toBe('   2.0 kB  src/\n   2.0 kB  src/a.ts\n      1 B  src/debug.log\n');
});

test.each([
  ['src/debug.log', 'src/debug.log is ignored: IGNORE:3: **/*.log'],
  ['./src/../src/a.ts', 'src/a.ts is in the context: no rule of IGNORE matches'],
  ['node_modules/gone/i.js', 'node_modules/gone/i.js is ignored: IGNORE:4: node_modules, which matches node_modules'],
  [
    'node_modules/kept/i.js',
    'node_modules/kept/i.js is in the context: IGNORE:5: !node_modules/kept, which matches node_modules/kept',
  ],
])('--why %s', async (path, wanted) => {
  const { stdout } = await ls('--why', path);
  expect(stdout.replace(join(directory, '.dockerignore'), 'IGNORE')).toBe(`${wanted}\n`);
});

test('--why of several paths answers for each, and ends with 4 if one is not there', async () => {
  const { stdout, code } = await ls('--why', 'src/a.ts', '--why', 'src/none', '--json');
  expect(code).toBe(4);
  expect(JSON.parse(stdout)).toMatchObject([
    { path: 'src/a.ts', exists: true, ignored: false },
    { path: 'src/none', exists: false, ignored: false },
  ]);
});

test('--why of what is not there says so, and what the rules say of such a name', async () => {
  const said = (path: string): string => `${path} is not there; a file of that name would be`;
  for (const [path, wanted] of [
    ['nope.txt', 'in the context: no rule of IGNORE matches'],
    ['nope.log', 'ignored: IGNORE:3: **/*.log'],
  ] as const) {
    const ran = await ls('--why', path);
    expect(ran.stdout.replace(join(directory, '.dockerignore'), 'IGNORE')).toBe(`${said(path)} ${wanted}\n`);
    expect(ran.code).toBe(4);
  }
  expect(await ls('--why', 'a', join(directory, 'Dockerfile'))).toMatchObject({ code: 2 });
});

test('--metadata git shows the modes that count', async () => {
  chmodSync(join(directory, 'src/a.ts'), 0o600);
  const modes = async (...args: readonly string[]) => {
    const { entries } = JSON.parse((await ls('--json', ...args)).stdout) as {
      entries: readonly { path: string; mode: number }[];
    };
    return entries.find(({ path }) => path === 'src/a.ts')?.mode;
  };
  expect(await modes()).toBe(0o600);
  expect(await modes('--metadata', 'git')).toBe(0o644);
});

test('as JSON, and to code', async () => {
  const list = JSON.parse((await ls('--json', '.')).stdout) as unknown;
  expect(list).toEqual(JSON.parse(JSON.stringify(await listContext({ context: directory, home: shop.home }))));
  expect(list).toMatchObject({ files: 6, bytes: 2084 });
  const verdict = { path: 'src/debug.log', exists: true, ignored: true };
  const rule = { text: '**/*.log' };
  const said = JSON.parse((await ls('--json', '--why', 'src/debug.log')).stdout) as unknown;
  expect(said).toMatchObject({ ...verdict, rule: { ...rule, line: 3 } });
  const explained = explainContext({ context: directory }, 'src/debug.log');
  expect(explained).toMatchObject({ ...verdict, rule: { ...rule, line: 2 } });
  const code = await listContext({ context: { a: 'x', '.dockerignore': 'a' }, home: shop.home });
  expect(code.entries.map(({ path }) => path)).toEqual(['.dockerignore']);
});

test('a name with a line feed stays one line; what is outside is refused', async () => {
  writeFileSync(join(directory, 'src/a\nb'), '');
  expect((await ls('-f', 'other.df')).stdout).toContain('src/a\\nb\n');
  expect(await ls('--why', '../x')).toMatchObject({ code: 2 });
  expect(await ls('nowhere')).toMatchObject({ code: 4 });
});
