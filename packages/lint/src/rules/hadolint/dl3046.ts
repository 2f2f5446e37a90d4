import type { Rule } from '../../rule.ts';
import { hasFlag } from '../../shell/flags.ts';
import { reportRuns } from '../../shell/report-runs.ts';
import type { ShellCommand } from '../../shell/script.ts';

export const dl3046: Rule = {
  name: 'DL3046',
  aliases: [],
  origin: 'hadolint',
  severity: 'warning',
  fixable: true,
  commands: ['useradd'],
  docs: {
    summary: 'useradd with a high number needs -l.',
    rationale: 'Otherwise it writes a sparse log of that length, which a layer holds in full.',
    bad: [
      {
        text: 'FROM debian:12\nRUN useradd -u 1234567 app\n',
        fixed: 'FROM debian:12\nRUN useradd -l -u 1234567 app\n',
      },
    ],
    good: [
      { text: 'FROM debian:12\nRUN useradd -l -u 1234567 app\n' },
      { text: 'FROM debian:12\nRUN useradd -u 1000 app\n' },
    ],
  },
  check(file, report) {
    reportRuns(
      file,
      report,
      'Keep the login log short: useradd -l',
      ({ commands }) => commands.find(isLogging),
      (_, { commands }) => ({
        fix: {
          title: 'Add -l',
          edits: commands
            .filter(isLogging)
            .map(({ nameWord }) => ({ start: nameWord.end, end: nameWord.end, newText: ' -l' })),
        },
      }),
    );
  },
};

function isLogging(command: ShellCommand): boolean {
  if (command.name !== 'useradd' || hasFlag(command, 'l', 'no-log-init')) return false;
  return command.args.some(({ value }, i) => {
    const given = /^(?:-\w*u|--uid)$/.test(value) ? command.args[i + 1]?.value : /^(?:--uid=|-u)(.+)$/.exec(value)?.[1];
    return given !== undefined && /^\d{6,}$/.test(given);
  });
}
