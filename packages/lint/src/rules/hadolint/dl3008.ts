import type { Rule } from '../../rule.ts';
import { APT, installsOf, packagesOf } from '../../shell/package-installs.ts';
import { reportRuns } from '../../shell/report-runs.ts';

export const dl3008: Rule = {
  name: 'DL3008',
  aliases: [],
  origin: 'hadolint',
  severity: 'warning',
  recommended: 'off',
  fixable: false,
  commands: ['apt-get'],
  docs: {
    summary: 'apt-get install names versions.',
    rationale: 'The same file then gives the same image next month, or fails loudly.',
    bad: [{ text: 'FROM debian:12\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n' }],
    good: [
      { text: 'FROM debian:12\nRUN apt-get install -y curl=7.88.1-10\n' },
      { text: 'FROM debian:12\nRUN apt-get install -y ./local.deb\n' },
    ],
  },
  check(file, report) {
    reportRuns(file, report, 'Name the versions of packages: apt-get install <package>=<version>', (script) =>
      installsOf(script, APT)
        .flatMap((command) => packagesOf(command, APT))
        .find(({ value }) => !/=|^\/|^\.|\.deb$|\//.test(value)),
    );
  },
};
