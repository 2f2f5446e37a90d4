import type { Rule } from '../../rule.ts';
import { hasArg } from '../../shell/flags.ts';
import { reportRuns } from '../../shell/report-runs.ts';

export const dl4005: Rule = {
  name: 'DL4005',
  aliases: [],
  origin: 'hadolint',
  severity: 'warning',
  recommended: 'info',
  fixable: false,
  commands: ['ln'],
  docs: {
    summary: 'SHELL instead of a link to /bin/sh.',
    rationale: 'The instruction says so to every reader, and to the builder.',
    bad: [{ text: 'FROM debian:12\nRUN ln -sf /bin/bash /bin/sh\n' }],
    good: [{ text: 'FROM debian:12\nSHELL ["/bin/bash", "-c"]\n' }],
  },
  check(file, report) {
    reportRuns(file, report, 'Use SHELL to choose the shell', ({ commands }) =>
      commands.find((command) => command.name === 'ln' && hasArg(command, '/bin/sh')),
    );
  },
};
