import type { Rule } from '../../rule.ts';
import { insertAfterWord } from '../../fix/shell-words.ts';
import { hasFlag } from '../../shell/flags.ts';
import { APT, installsOf, isSimulated } from '../../shell/package-installs.ts';
import { reportRuns } from '../../shell/report-runs.ts';
import type { ShellCommand } from '../../shell/script.ts';

export const dl3014: Rule = {
  name: 'DL3014',
  aliases: [],
  origin: 'hadolint',
  severity: 'warning',
  fixable: true,
  commands: ['apt-get'],
  docs: {
    summary: 'apt-get install does not ask.',
    rationale: 'Nobody is there to answer.',
    bad: [
      {
        text: 'FROM debian:12\nRUN apt-get install curl=1\n',
        fixed: 'FROM debian:12\nRUN apt-get install -y curl=1\n',
      },
    ],
    doubtful: [{ text: 'FROM debian:12\nRUN if apt-get install -s curl; then echo; fi\n', why: '-s installs nothing' }],
    good: [
      { text: 'FROM debian:12\nRUN apt-get install -y curl=1\n' },
      { text: 'FROM debian:12\nRUN apt-get -qq install curl=1\n' },
    ],
  },
  check(file, report) {
    reportRuns(
      file,
      report,
      'Answer the question in advance: apt-get install -y',
      (script) => installsOf(script, APT).find((command) => !hasYes(command)),
      (_, script) => ({
        isDoubtful: installsOf(script, APT).every((command) => hasYes(command) || isSimulated(command)),
        fix: insertAfterWord(
          installsOf(script, APT).filter((command) => !hasYes(command)),
          'install',
          '-y',
        ),
      }),
    );
  },
};

function hasYes(command: ShellCommand): boolean {
  if (hasFlag(command, 'y', 'yes', 'assume-yes')) return true;
  const quiet = command.args
    .filter(({ value }) => /^-q+$/.test(value))
    .reduce((sum, { value }) => sum + value.length - 1, 0);
  const longQuiet = command.args.filter(({ value }) => value === '--quiet').length;
  return quiet + longQuiet >= 2 || command.args.some(({ value }) => /^-[a-z]*qq|^(?:-q|--quiet)=[2-9]/.test(value));
}
