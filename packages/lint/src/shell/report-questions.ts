import { insertAfterWord } from '../fix/shell-words.ts';
import type { LintFile } from '../model/lint-file.ts';
import type { Report } from '../rule.ts';
import { hasFlag } from './flags.ts';
import { installsOf } from './package-installs.ts';
import { reportRuns } from './report-runs.ts';
import type { ShellCommand, ShellScript } from './script.ts';

/** Reports installs of yum and its like that would ask whether to go on; the fix answers. */
export function reportQuestions(
  file: LintFile,
  report: Report,
  message: string,
  installs: Parameters<typeof installsOf>[1],
): void {
  const asking = (script: ShellScript): readonly ShellCommand[] =>
    installsOf(script, installs).filter((command) => !hasFlag(command, 'y', 'assumeyes', 'yes'));
  reportRuns(
    file,
    report,
    message,
    (script) => asking(script)[0],
    (_, script) => ({
      fix: insertAfterWord(asking(script), 'install', '-y'),
      isDoubtful: asking(script).every(({ name }) => name === 'microdnf'),
    }),
  );
}
