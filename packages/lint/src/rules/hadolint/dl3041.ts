import type { Rule } from '../../rule.ts';
import { DNF } from '../../shell/package-installs.ts';
import { reportRuns } from '../../shell/report-runs.ts';
import { unpinnedRpm } from '../../shell/rpm-versions.ts';
import { definedBefore } from '../../shell/variables.ts';

export const dl3041: Rule = {
  name: 'DL3041',
  aliases: [],
  origin: 'hadolint',
  severity: 'warning',
  recommended: 'off',
  fixable: false,
  commands: ['dnf', 'microdnf'],
  docs: {
    summary: 'dnf install names versions.',
    rationale: 'The same file then gives the same image next month, or fails loudly.',
    bad: [{ text: 'FROM debian:12\nRUN dnf install -y httpd && dnf clean all\n' }],
    good: [{ text: 'FROM debian:12\nRUN dnf install -y httpd-2.4 && dnf clean all\n' }],
  },
  check(file, report) {
    reportRuns(file, report, 'Name the versions of packages: dnf install <package>-<version>', (script, run) =>
      unpinnedRpm(script, DNF, definedBefore(file, run)),
    );
  },
};
