import type { Rule } from '../../rule.ts';
import { commandNamed, reportRuns } from '../../shell/report-runs.ts';

const USELESS = ['free', 'kill', 'mount', 'ps', 'service', 'shutdown', 'ssh', 'top', 'vim'];

export const dl3001: Rule = {
  name: 'DL3001',
  aliases: [],
  origin: 'hadolint',
  severity: 'info',
  recommended: 'off',
  fixable: false,
  commands: USELESS,
  docs: {
    summary: 'No commands that have no use in an image build.',
    rationale: 'There is no service, terminal or other process to speak to while an image is built.',
    bad: [{ text: 'FROM debian:12\nRUN service nginx start\n' }, { text: 'FROM debian:12\nRUN top -b\n' }],
    good: [{ text: 'FROM debian:12\nRUN nginx -t\n' }],
  },
  check(file, report) {
    reportRuns(file, report, 'This command has no use in an image build', (script) => commandNamed(script, ...USELESS));
  },
};
