import type { Rule } from '../../rule.ts';
import { YUM } from '../../shell/package-installs.ts';
import { reportRuns } from '../../shell/report-runs.ts';
import { unpinnedRpm } from '../../shell/rpm-versions.ts';
import { definedBefore } from '../../shell/variables.ts';

export const dl3033: Rule = {
  name: 'DL3033',
  aliases: [],
  origin: 'hadolint',
  severity: 'warning',
  recommended: 'off',
  fixable: false,
  commands: ['yum'],
  docs: {
    summary: 'yum install names versions.',
    rationale: 'The same file then gives the same image next month, or fails loudly.',
    bad: [{ text: 'FROM debian:12\nRUN yum install -y httpd && yum clean all\n' }],
    good: [{ text: 'FROM debian:12\nRUN yum install -y httpd-2.4 && yum clean all\n' }],
  },
  check(file, report) {
    reportRuns(file, report, 'Name the versions of packages: yum install <package>-<version>', (script, run) =>
      unpinnedRpm(script, YUM, definedBefore(file, run)),
    );
  },
};
