import type { Rule } from '../../rule.ts';
import { insertAfterWord } from '../../fix/shell-words.ts';
import { hasFlag } from '../../shell/flags.ts';
import { APT, installsOf, isSimulated } from '../../shell/package-installs.ts';
import { reportRuns } from '../../shell/report-runs.ts';
import type { ShellCommand } from '../../shell/script.ts';

export const dl3015: Rule = {
  name: 'DL3015',
  aliases: [],
  origin: 'hadolint',
  severity: 'info',
  fixable: true,
  commands: ['apt-get'],
  about: 'size',
  docs: {
    summary: 'apt-get install leaves recommended packages out.',
    rationale: 'They make an image bigger and give it more to be attacked.',
    bad: [
      {
        text: 'FROM debian:12\nRUN apt-get install -y curl=1\n',
        fixed: 'FROM debian:12\nRUN apt-get install --no-install-recommends -y curl=1\n',
      },
    ],
    doubtful: [{ text: 'FROM debian:12\nRUN if apt-get install -s curl; then echo; fi\n', why: '-s installs nothing' }],
    good: [{ text: 'FROM debian:12\nRUN apt-get install -y --no-install-recommends curl=1\n' }],
  },
  check(file, report) {
    reportRuns(
      file,
      report,
      'Leave out what is only recommended: apt-get install --no-install-recommends',
      (script) => installsOf(script, APT).find((command) => !leavesOut(command)),
      (_, script) => ({
        isDoubtful: installsOf(script, APT).every((command) => leavesOut(command) || isSimulated(command)),
        fix: insertAfterWord(
          installsOf(script, APT).filter((command) => !leavesOut(command)),
          'install',
          '--no-install-recommends',
        ),
      }),
    );
  },
};

function leavesOut(command: ShellCommand): boolean {
  return (
    hasFlag(command, 'no-install-recommends') ||
    command.args.some(({ value }) => /APT::Install-Recommends=(?:false|0|no)/i.test(value))
  );
}
