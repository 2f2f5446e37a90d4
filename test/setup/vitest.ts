import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { STRAY_ERRORS, type StrayError } from './stray-errors.ts';

/** What became of the tests of one file. */
export interface FileTally {
  /** Relative to the root; empty for what belongs to no file. */
  readonly file: string;
  readonly passed: number;
  /** Full names of tests that did not run, unless the whole file failed. */
  readonly skipped: readonly string[];
  /** What failed, and how. */
  readonly failures: readonly Failure[];
}

export interface Failure {
  readonly file: string;
  /** The test's full name; empty when it is the file that failed: it does not load, or its process ended. */
  readonly test: string;
  readonly message: string;
}

/** vitest's JSON report, as far as it is of use. */
interface Report {
  readonly testResults: readonly Suite[];
}

interface Suite {
  readonly name: string;
  readonly status: string;
  readonly message?: string;
  readonly assertionResults: readonly {
    readonly fullName: string;
    readonly status: string;
    readonly failureMessages?: readonly string[] | null;
  }[];
}

const ROOT = join(import.meta.dirname, '../..');
const STRAY_REPORTER = join(import.meta.dirname, 'stray-errors.ts');

/** Runs vitest with the given Node and arguments; its own output goes to the terminal, its results come back. */
export function runVitest(
  node: string,
  args: readonly string[],
  output: 'inherit' | 'ignore' = 'inherit',
): readonly FileTally[] {
  const scratch = mkdtempSync(join(tmpdir(), 'strake-tests-'));
  const [file, stray] = [join(scratch, 'report.json'), join(scratch, 'stray.json')];
  try {
    const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
    const reporters = ['--reporter=default', '--reporter=json', `--reporter=${STRAY_REPORTER}`];
    const all = [vitest, 'run', ...args, ...reporters, `--outputFile.json=${file}`];
    const env = { ...process.env, [STRAY_ERRORS]: stray };
    const { status } = spawnSync(node, all, { cwd: ROOT, env, stdio: ['ignore', output, output] });
    const errors = existsSync(stray) ? (JSON.parse(readFileSync(stray, 'utf8')) as readonly StrayError[]) : [];
    return tally(JSON.parse(readFileSync(file, 'utf8')) as Report, errors, status ?? 1);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** A run that failed without a failed test (a suite that does not load, an unhandled error) has a failure all the same. */
function tally(report: Report, stray: readonly StrayError[], status: number): readonly FileTally[] {
  const errors = stray.map(({ file, message }): Failure => {
    return { file: file === undefined ? '' : relative(ROOT, file), test: '', message };
  });
  const suites = report.testResults.map((suite) => fileTally(suite, errors));
  const known = new Set(suites.map(({ file }) => file));
  const others = errors.filter(({ file }) => !known.has(file));
  const some = others.length > 0 || suites.some(({ failures }) => failures.length > 0);
  const unnamed: Failure = { file: '', test: '', message: `vitest ended with ${status}, and no test failed` };
  const failures = some || status === 0 ? others : [unnamed];
  return failures.length === 0 ? suites : [...suites, { file: '', passed: 0, skipped: [], failures }];
}

function fileTally({ name, status, message, assertionResults }: Suite, errors: readonly Failure[]): FileTally {
  const file = relative(ROOT, name);
  const own = errors.filter((error) => error.file === file);
  const failed = assertionResults.filter((test) => test.status === 'failed');
  const named = failed.map(({ fullName, failureMessages }): Failure => {
    return { file, test: fullName, message: (failureMessages ?? []).join('\n') };
  });
  const whole: Failure = { file, test: '', message: message || 'it failed, and no test of it' };
  const failures = [...named, ...own];
  const isBroken = own.length > 0 || (status === 'failed' && named.length === 0);
  return {
    file,
    passed: assertionResults.filter((test) => test.status === 'passed').length,
    skipped: isBroken ? [] : assertionResults.filter(isUnrun).map(({ fullName }) => fullName),
    failures: status === 'failed' && failures.length === 0 ? [whole] : failures,
  };
}

const isUnrun = ({ status }: Suite['assertionResults'][number]): boolean => status !== 'passed' && status !== 'failed';
