import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findProgram } from '../src/session/programs.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const USER = 'strake-test';
/** Milliseconds for the contract of every driver, beside all other tests. */
const WHOLE_SUITE = 600_000;

/** Programs of which a user without subordinate ids has everything but newuidmap and newgidmap. */
const BASICS = ['unshare', 'setpriv', 'sh', 'crun', 'runc'];

interface Report {
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly message: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

// As an ordinary user the contract itself runs unprivileged; nothing is left to do here.
describe.runIf(process.getuid?.() === 0)('the contract as another user', () => {
  let home = '';
  let made = false;

  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), 'strake-user-'));
    made = spawnSync('id', [USER]).status !== 0;
    if (made) execFileSync('useradd', ['--no-create-home', USER]);
    execFileSync('chown', [USER, home]);
  });

  afterAll(() => {
    if (made) spawnSync('userdel', [USER]);
    rmSync(home, { recursive: true, force: true });
  });

  test.each([
    ['with subordinate ids', process.env['PATH'] ?? '', /with ids subids/],
    ['with one id', '', /with ids single/],
  ])(
    '%s',
    (_, path, suite) => {
      const report = runAs(home, path === '' ? basicsPath(home) : path);
      const results = report.testResults.flatMap(({ assertionResults }) => assertionResults);
      const failures = results.filter(({ status }) => status === 'failed');
      expect(report.testResults.map(({ message }) => message).filter((message) => message !== '')).toEqual([]);
      expect(failures.map(({ fullName, failureMessages }) => [fullName, failureMessages[0]])).toEqual([]);
      expect(results.filter(({ fullName }) => suite.test(fullName)).length).toBeGreaterThan(200);
    },
    WHOLE_SUITE,
  );
});

function runAs(home: string, path: string): Report {
  const file = join(home, 'report.json');
  const vitest = [
    process.execPath,
    join(ROOT, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--configLoader=native',
    '--project=linux',
  ];
  const reporter = ['--reporter=json', `--outputFile.json=${file}`];
  const become = ['--reuid', USER, '--regid', USER, '--init-groups', '--'];
  const child = spawnSync('setpriv', [...become, ...vitest, 'packages/sandbox/test/contract', ...reporter], {
    cwd: ROOT,
    env: { PATH: path, HOME: home, TMPDIR: home },
    encoding: 'utf8',
  });
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Report;
  } catch {
    throw new Error(`no report of the tests as ${USER}: ${child.stdout}${child.stderr}`);
  }
}

function basicsPath(home: string): string {
  const directory = join(home, 'bin');
  mkdirSync(directory, { recursive: true });
  for (const name of BASICS) {
    const program = findProgram(name);
    if (program !== undefined) symlinkSync(program, join(directory, name));
  }
  return directory;
}
