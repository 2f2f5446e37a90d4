import type { Rule } from '../../rule.ts';
import { insertAfterWord } from '../../fix/shell-words.ts';
import { hasFlag } from '../../shell/flags.ts';
import { YUM, installsOf } from '../../shell/package-installs.ts';
import { reportRuns } from '../../shell/report-runs.ts';

export const dl3030: Rule = {
  name: 'DL3030',
  aliases: [],
  origin: 'hadolint',
  severity: 'warning',
  fixable: true,
  docs: {
    summary: 'yum install does not ask.',
    rationale: 'Nobody is there to answer.',
    bad: [
      { text: 'FROM debian:12\nRUN yum install httpd-2.4\n', fixed: 'FROM debian:12\nRUN yum install -y httpd-2.4\n' },
    ],
    good: [{ text: 'FROM debian:12\nRUN yum install -y httpd-2.4 && yum clean all\n' }],
  },
  check(file, report) {
    reportRuns(
      file,
      report,
      'Answer the question in advance: yum install -y',
      (script) => installsOf(script, VERBS).find((command) => !hasFlag(command, 'y', 'assumeyes', 'yes')),
      (_, script) => ({
        fix: insertAfterWord(
          installsOf(script, VERBS).filter((command) => !hasFlag(command, 'y', 'assumeyes', 'yes')),
          'install',
          '-y',
        ),
      }),
    );
  },
};

const VERBS = { ...YUM, verbs: ['install', 'groupinstall', 'localinstall'] };
