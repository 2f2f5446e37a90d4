import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  /** Full names of tests that did not run. */
  readonly skipped: readonly string[];
  /** What failed, and how: each starts with the file's path. */
  readonly failures: readonly Failure[];
}

export interface Failure {
  /** The test file, relative to the root; empty for an error outside of every test. */
  readonly file: string;
  /** The test's full name; empty when the file itself did not load. */
  readonly test: string;
  readonly message: string;
}

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
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

/** Runs vitest with the given Node and arguments; its own output goes to the terminal, its counts come back. */
export function runVitest(node: string, args: readonly string[]): Tally {
  const scratch = mkdtempSync(join(tmpdir(), 'strake-tests-'));
  const file = join(scratch, 'report.json');
  try {
    const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
    const all = [vitest, 'run', ...args, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
    const { status } = spawnSync(node, all, { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] });
    return tally(JSON.parse(readFileSync(file, 'utf8')) as Report, status ?? 1);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** A run that failed without a failed test (a suite that does not load, an unhandled error) counts as one failure. */
function tally(report: Report, status: number): Tally {
  const tests = report.testResults.flatMap((suite) => suite.assertionResults);
  const failed = Math.max(report.numFailedTests, status === 0 ? 0 : 1);
  const skipped = tests
    .filter(({ status }) => status !== 'passed' && status !== 'failed')
    .map(({ fullName }) => fullName);
  const named = report.testResults.flatMap(failuresOf);
  const unnamed: Failure = { file: '', test: '', message: `vitest ended with ${status}, and no test failed` };
  const failures = failed > 0 && named.length === 0 ? [unnamed] : named;
  return { passed: report.numPassedTests, failed: Math.max(failed, failures.length), skipped, failures };
}

function failuresOf(suite: Suite): readonly Failure[] {
  if (suite.status !== 'failed') return [];
  const file = relative(ROOT, suite.name);
  const failed = suite.assertionResults.filter(({ status }) => status === 'failed');
  if (failed.length === 0) return [{ file, test: '', message: suite.message ?? '' }];
  return failed.map(({ fullName, failureMessages }) => ({
    file,
    test: fullName,
    message: (failureMessages ?? []).join('\n'),
  }));
}
