import type { Failure, FileTally } from './vitest.ts';

/** More failures than this are no accident of timing. */
const FEW = 5;

export interface Verdict {
  readonly files: readonly FileTally[];
  /**
   * What failed among all others and passed alone, be it a test or the process of a whole file: to be looked into, but no
   * reason to refuse a change.
   */
  readonly unsteady: readonly Failure[];
}

/**
 * Runs the files of a few failures once more, alone; all files, where an error belongs to none. The second run is what
 * counts for them: what fails again has failed, and a test that ran neither time has not run.
 */
export function tryAgainAlone(
  first: readonly FileTally[],
  run: (files: readonly string[]) => readonly FileTally[],
): Verdict {
  const failures = first.flatMap((file) => file.failures);
  if (failures.length === 0 || failures.length > FEW) return { files: first, unsteady: [] };
  const files = new Set(failures.map(({ file }) => file));
  const second = run(files.has('') ? [] : [...files]);
  const again = new Set(second.map(({ file }) => file));
  const kept = first.filter(({ file }) => file !== '' && !again.has(file));
  const failed = [...kept, ...second].flatMap((file) => file.failures);
  const isSteady = (failure: Failure): boolean =>
    failed.some(({ file, test }) => file === failure.file && (test === failure.test || test === ''));
  return { files: [...kept, ...second], unsteady: failures.filter((failure) => !isSteady(failure)) };
}
