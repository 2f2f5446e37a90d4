import type { Rule } from '../../rule.ts';
import { installsOf, packagesOf, ZYPPER } from '../../shell/package-installs.ts';
import { reportRuns } from '../../shell/report-runs.ts';

export const dl3037: Rule = {
  name: 'DL3037',
  aliases: [],
  origin: 'hadolint',
  severity: 'warning',
  recommended: 'off',
  fixable: false,
  commands: ['zypper'],
  docs: {
    summary: 'zypper install names versions.',
    rationale: 'The same file then gives the same image next month, or fails loudly.',
    bad: [{ text: 'FROM debian:12\nRUN zypper -n install httpd && zypper clean\n' }],
    good: [{ text: 'FROM debian:12\nRUN zypper -n install httpd=2.4 && zypper clean\n' }],
  },
  check(file, report) {
    reportRuns(file, report, 'Name the versions of packages: zypper install <package>=<version>', (script) =>
      installsOf(script, ZYPPER)
        .flatMap((command) => packagesOf(command, ZYPPER))
        .find(({ value }) => !/[=<>~]|\.rpm$/.test(value)),
    );
  },
};
