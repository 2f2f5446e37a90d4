import type { Rule } from '../../rule.ts';
import { APK, installsOf, packagesOf } from '../../shell/package-installs.ts';
import { reportRuns } from '../../shell/report-runs.ts';

export const dl3018: Rule = {
  name: 'DL3018',
  aliases: [],
  origin: 'hadolint',
  severity: 'warning',
  recommended: 'off',
  fixable: false,
  commands: ['apk'],
  docs: {
    summary: 'apk add names versions.',
    rationale: 'The same file then gives the same image next month, or fails loudly.',
    bad: [{ text: 'FROM debian:12\nRUN apk add --no-cache curl\n' }],
    good: [
      { text: 'FROM debian:12\nRUN apk add --no-cache curl=8.5.0-r0\n' },
      { text: 'FROM debian:12\nRUN apk add --no-cache --virtual .deps curl~8\n' },
    ],
  },
  check(file, report) {
    reportRuns(file, report, 'Name the versions of packages: apk add <package>=<version>', (script) =>
      installsOf(script, APK)
        .flatMap((command) => packagesOf(command, APK))
        .find(({ value }) => !/[=~<>]|\.apk$/.test(value)),
    );
  },
};
