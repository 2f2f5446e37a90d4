import type { Rule } from '../../rule.ts';
import { hasArg, hasFlag, operandsWithout } from '../../shell/flags.ts';
import { reportRuns } from '../../shell/report-runs.ts';
import type { ShellCommand } from '../../shell/script.ts';

export const dl3028: Rule = {
  name: 'DL3028',
  aliases: [],
  origin: 'hadolint',
  severity: 'warning',
  recommended: 'off',
  fixable: false,
  commands: ['gem'],
  docs: {
    summary: 'gem install names versions.',
    rationale: 'The same file then gives the same image next month.',
    bad: [{ text: 'FROM debian:12\nRUN gem install bundler\n' }],
    good: [
      { text: 'FROM debian:12\nRUN gem install bundler:2.5.4\n' },
      { text: 'FROM debian:12\nRUN gem install bundler -v 2.5.4\n' },
    ],
  },
  check(file, report) {
    reportRuns(file, report, 'Name the versions of gems: gem install <gem>:<version>', (script) =>
      script.commands
        .filter(
          (command) => command.name === 'gem' && hasArg(command, 'install', 'i') && !hasFlag(command, 'v', 'version'),
        )
        .flatMap((command) => operandsWithout(beforeDashes(command), VALUED))
        .find(({ value }) => value !== 'install' && value !== 'i' && !/:|\.gem$/.test(value)),
    );
  },
};

const VALUED = ['i', 'install-dir', 'n', 'bindir', 's', 'source', 'P', 'platform', 'document', 'build-root'];

/** What follows `--` is for the build of the gem. */
function beforeDashes(command: ShellCommand): ShellCommand {
  const end = command.args.findIndex(({ value }) => value === '--');
  return end < 0 ? command : { ...command, args: command.args.slice(0, end) };
}
