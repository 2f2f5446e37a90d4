import type { Rule } from '../../rule.ts';
import { hasArg, hasFlag } from '../../shell/flags.ts';
import { reportRuns } from '../../shell/report-runs.ts';
import type { ShellCommand, ShellScript } from '../../shell/script.ts';

export const dl3034: Rule = {
  name: 'DL3034',
  aliases: [],
  origin: 'hadolint',
  severity: 'warning',
  fixable: true,
  commands: ['zypper'],
  docs: {
    summary: 'zypper does not ask.',
    rationale: 'Nobody is there to answer.',
    bad: [
      {
        text: 'FROM debian:12\nRUN zypper install httpd=2 && zypper clean\n',
        fixed: 'FROM debian:12\nRUN zypper -n install httpd=2 && zypper clean\n',
      },
    ],
    good: [{ text: 'FROM debian:12\nRUN zypper install -y httpd=2 && zypper clean\n' }],
  },
  check(file, report) {
    reportRuns(
      file,
      report,
      'Answer the question in advance: zypper --non-interactive',
      (script) => asking(script)[0],
      (_, script) => ({
        fix: {
          title: 'Add -n',
          edits: asking(script).map(({ nameWord }) => ({ start: nameWord.end, end: nameWord.end, newText: ' -n' })),
        },
      }),
    );
  },
};

const VERBS = ['install', 'in', 'remove', 'rm', 'source-install', 'si', 'patch'];

function asking({ commands }: ShellScript): readonly ShellCommand[] {
  return commands.filter(
    (command) =>
      command.name === 'zypper' &&
      hasArg(command, ...VERBS) &&
      !hasFlag(command, 'n', 'non-interactive', 'no-confirm', 'y'),
  );
}
