import type { Rule } from '../../rule.ts';
import { commandNamed, reportRuns } from '../../shell/report-runs.ts';

export const dl3003: Rule = {
  name: 'DL3003',
  aliases: [],
  origin: 'hadolint',
  severity: 'warning',
  recommended: 'off',
  fixable: false,
  commands: ['cd'],
  docs: {
    summary: 'WORKDIR instead of cd.',
    rationale: '`cd` holds for one RUN only, and a failing one is easily missed.',
    bad: [{ text: 'FROM debian:12\nRUN cd /tmp && make\n' }],
    good: [{ text: 'FROM debian:12\nWORKDIR /tmp\nRUN make\n' }],
  },
  check(file, report) {
    reportRuns(file, report, 'Use WORKDIR to change the directory', (script) => commandNamed(script, 'cd'));
  },
};
