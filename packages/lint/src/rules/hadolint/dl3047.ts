import type { Rule } from '../../rule.ts';
import { hasFlag } from '../../shell/flags.ts';
import { reportRuns } from '../../shell/report-runs.ts';
import type { ShellCommand } from '../../shell/script.ts';

export const dl3047: Rule = {
  name: 'DL3047',
  aliases: [],
  origin: 'hadolint',
  severity: 'info',
  recommended: 'off',
  fixable: true,
  commands: ['wget'],
  docs: {
    summary: 'wget shows no progress bar.',
    rationale:
      'It fills the log of the build with thousands of lines. The repair is -q, which the wget of busybox has too.',
    bad: [
      {
        text: 'FROM debian:12\nRUN wget https://example.com/a\n',
        fixed: 'FROM debian:12\nRUN wget -q https://example.com/a\n',
      },
    ],
    good: [
      { text: 'FROM debian:12\nRUN wget -q https://example.com/a\n' },
      { text: 'FROM debian:12\nRUN wget --progress=dot:giga https://example.com/a\n' },
    ],
  },
  check(file, report) {
    reportRuns(
      file,
      report,
      'Keep the log short: wget --progress=dot:giga',
      ({ commands }) => commands.find(isLoud),
      (_, { commands }) => ({
        fix: {
          title: 'Add -q',
          edits: commands
            .filter(isLoud)
            .map(({ nameWord }) => ({ start: nameWord.end, end: nameWord.end, newText: ' -q' })),
        },
      }),
    );
  },
};

function isLoud(command: ShellCommand): boolean {
  if (command.name !== 'wget' || command.args.some(({ value }) => value === '--version' || value === '--help'))
    return false;
  return (
    !hasFlag(command, 'progress', 'q', 'quiet', 'o', 'output-file', 'a', 'append-output', 'nv', 'no-verbose') &&
    !command.args.some(({ value }) => /^-[a-zA-Z]*nv/.test(value))
  );
}
