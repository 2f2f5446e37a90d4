import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  /** Full names of tests that did not run. */
  readonly skipped: readonly string[];
}

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numFailedTestSuites: number;
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
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
  return { passed: report.numPassedTests, failed, skipped };
}
