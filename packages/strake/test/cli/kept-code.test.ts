import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const KEPT_CODE = join(import.meta.dirname, '../../bin/kept-code.js');
const LAZY = 'function lazy(n) { let sum = 0; for (let i = 0; i < n; i++) sum += i * n; return sum; }';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'strake-kept-'));
  mkdirSync(join(root, 'code'));
  write(
    'main.js',
    `${LAZY}\nconst { word } = require('./word.js');\nif (process.argv.includes('call')) lazy(9);\nconsole.log(word);`,
  );
  write('word.js', `exports.word = 'one';`);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(name: string, text: string): void {
  writeFileSync(join(root, name), text);
}

/** What the file says, run in a process of its own that keeps its code at the end. */
function start({ args = [] as readonly string[], flags = [] as readonly string[], env = {} } = {}): string {
  const run = `const { keep, run } = require(${JSON.stringify(KEPT_CODE)}); process.on('exit', keep); run(${JSON.stringify(join(root, 'main.js'))});`;
  const surroundings = { ...process.env, NODE_COMPILE_CACHE: join(root, 'code'), ...env };
  const { stdout, stderr } = spawnSync(process.execPath, [...flags, '-e', run, '--', ...args], {
    env: surroundings,
    encoding: 'utf8',
  });
  return stdout.trim() + stderr;
}

function directory(): string {
  const [name = ''] = readdirSync(join(root, 'code'));
  return join(root, 'code', name);
}

/** Names and sizes of what is kept of a file, but for the file's own time. */
function kept(file: string): readonly (readonly [string, number])[] {
  const names = readdirSync(directory()).filter((name) => name.startsWith(`${file}-`));
  return names.map((name) => [name.replace(/-\d+-[\d.]+(?=\.\d$)/, ''), statSync(join(directory(), name)).size]);
}

test('code is learnt in three runs, and left alone from then on', () => {
  for (const runs of [1, 2, 3, 3]) {
    expect(start()).toBe('one');
    expect(kept('main.js').map(([name]) => name)).toEqual([`main.js.${runs}`]);
  }
});

test('runs that fail do not count, but for the first', () => {
  write('main.js', `process.exitCode = process.argv.includes('fail') ? 1 : 0; console.log(require('./word.js').word);`);
  const steps = [
    ['fail', 1],
    ['fail', 1],
    ['end well', 2],
    ['fail', 2],
    ['end well', 3],
    ['fail', 3],
  ] as const;
  for (const [how, runs] of steps) {
    expect(start({ args: [how] })).toBe('one');
    expect(kept('main.js').map(([name]) => name)).toEqual([`main.js.${runs}`]);
  }
});

test('functions that have been called are kept with the rest', () => {
  start();
  const [[, before] = ['', 0]] = kept('main.js');
  start({ args: ['call'] });
  const [[, after] = ['', 0]] = kept('main.js');
  expect(after).toBeGreaterThan(before);
});

test('a file that has been replaced is compiled anew, and nothing is left of the one before', () => {
  for (let runs = 0; runs < 4; runs += 1) start();
  write('word.js', `exports.word = 'two';`);
  expect(start()).toBe('two');
  expect(kept('word.js').map(([name]) => name)).toEqual(['word.js.1']);
});

test('what was kept with other flags is neither believed nor replaced', () => {
  start();
  const before = kept('main.js');
  const setFlags = `process.on('exit', () => {});require('node:v8').setFlagsFromString('--optimize-for-size');`;
  write('flags.js', setFlags);
  expect(start({ flags: ['--require', join(root, 'flags.js')] })).toBe('one');
  expect(kept('main.js')).toEqual(before);
});

test('flags that a program has changed and tells of are no matter', () => {
  const change = `require('node:v8').setFlagsFromString('--optimize-for-size');
    globalThis[Symbol.for('strake.flags')] = new Map([['--optimize-for-size', '--no-optimize-for-size --max-semi-space-size=0']]);`;
  write('main.js', `${change}\nconsole.log(require('./word.js').word);`);
  for (const runs of [1, 2, 3]) {
    expect(start()).toBe('one');
    expect(kept('word.js').map(([name]) => name)).toEqual([`word.js.${runs}`]);
  }
});

test.each([
  ['of another kind', () => Buffer.from('damaged')],
  ['empty', () => Buffer.from('')],
  ['cut off', (code: Buffer) => code.subarray(0, -9)],
  ['of one other bit', (code: Buffer) => code.fill((code[200] ?? 0) ^ 4, 200, 201)],
])('what is %s is not believed, and learnt anew', (_, damaged) => {
  for (let runs = 0; runs < 3; runs += 1) start();
  for (const name of readdirSync(directory()).filter((found) => found.endsWith('.3'))) {
    const path = join(directory(), name);
    writeFileSync(path, damaged(readFileSync(path)));
  }
  expect(start()).toBe('one');
  expect(kept('main.js').map(([name]) => name)).toEqual(['main.js.1']);
});

test('nothing half-written is left where there is no room', () => {
  const limited = `require('node:fs').fsyncSync = () => { throw new Error('ENOSPC'); };`;
  write('full.js', limited);
  expect(start({ flags: ['--require', join(root, 'full.js')] })).toBe('one');
  expect([...kept('main.js'), ...kept('word.js')]).toEqual([]);
});

test('nothing is kept where Node keeps nothing', () => {
  expect(start({ env: { NODE_DISABLE_COMPILE_CACHE: '1' } })).toBe('one');
  expect(readdirSync(join(root, 'code'))).toEqual([]);
});

test('what a file throws is thrown each time that it is required', () => {
  write('word.js', `throw new Error('no word');`);
  write('main.js', `for (const n of [1, 2]) try { require('./word.js') } catch (e) { console.log(n + e.message) }`);
  expect(start()).toBe('1no word\n2no word');
});
