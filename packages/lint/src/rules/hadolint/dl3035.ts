import type { Rule } from '../../rule.ts';
import { hasArg } from '../../shell/flags.ts';
import { reportRuns } from '../../shell/report-runs.ts';

export const dl3035: Rule = {
  name: 'DL3035',
  aliases: [],
  origin: 'hadolint',
  severity: 'warning',
  fixable: false,
  commands: ['zypper'],
  docs: {
    summary: 'No zypper dist-upgrade.',
    rationale: 'It makes another system of the base image.',
    bad: [{ text: 'FROM debian:12\nRUN zypper -n dup && zypper clean\n' }],
    good: [{ text: 'FROM debian:12\nRUN zypper -n patch\n' }],
  },
  check(file, report) {
    reportRuns(file, report, 'Do not upgrade the whole distribution', ({ commands }) =>
      commands.find((command) => command.name === 'zypper' && hasArg(command, 'dist-upgrade', 'dup')),
    );
  },
};
