import type { Rule } from '../../rule.ts';
import { commandNamed, reportRuns } from '../../shell/report-runs.ts';
import { replaceApt } from '../../fix/shell-words.ts';

export const dl3027: Rule = {
  name: 'DL3027',
  aliases: [],
  origin: 'hadolint',
  severity: 'warning',
  recommended: 'info',
  fixable: true,
  commands: ['apt'],
  docs: {
    summary: 'apt-get instead of apt.',
    rationale: 'The command line of apt is made for people and may change.',
    bad: [{ text: 'FROM debian:12\nRUN apt update\n', fixed: 'FROM debian:12\nRUN apt-get update\n' }],
    good: [{ text: 'FROM debian:12\nRUN apt-get --version\n' }],
  },
  check(file, report) {
    reportRuns(
      file,
      report,
      'Use apt-get or apt-cache: apt is made for people',
      (script) => commandNamed(script, 'apt'),
      (_, script) => ({ fix: replaceApt(script) }),
    );
  },
};
