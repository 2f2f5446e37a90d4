import type { Failure, Tally } from './vitest.ts';

/** More failures than this are no accident of timing. */
const FEW = 5;

export interface Verdict {
  readonly tally: Tally;
  /** Tests that failed among all others and passed alone: to be looked into, but no reason to refuse a change. */
  readonly unsteady: readonly Failure[];
}

/**
 * Runs the files of a few failed tests once more, alone; all files, where an error belongs to none. What fails again
 * has failed; what passes now is counted as passed, and named.
 */
export function tryAgainAlone(first: Tally, run: (files: readonly string[]) => Tally): Verdict {
  if (first.failed === 0 || first.failed > FEW) return { tally: first, unsteady: [] };
  const files = first.failures.map(({ file }) => file);
  const second = run(files.includes('') ? [] : [...new Set(files)]);
  const unsteady = first.failures.filter((failure) => !second.failures.some((other) => same(failure, other)));
  const all = first.passed + first.failed;
  return {
    tally: { ...first, passed: all - second.failed, failed: second.failed, failures: second.failures },
    unsteady,
  };
}

const same = (one: Failure, other: Failure): boolean => one.file === other.file && one.test === other.test;
