import type { Rule } from '../../rule.ts';
import { insertAfterWord } from '../../fix/shell-words.ts';
import { hasFlag } from '../../shell/flags.ts';
import { hasScratchMount } from '../../shell/mounts.ts';
import { APK, installsOf } from '../../shell/package-installs.ts';
import { reportRuns } from '../../shell/report-runs.ts';

export const dl3019: Rule = {
  name: 'DL3019',
  aliases: [],
  origin: 'hadolint',
  severity: 'info',
  fixable: true,
  docs: {
    summary: 'apk add keeps no index.',
    rationale: '--no-cache fetches it for this command only: no `apk update` before, no rm after.',
    bad: [{ text: 'FROM debian:12\nRUN apk add curl=8\n', fixed: 'FROM debian:12\nRUN apk add --no-cache curl=8\n' }],
    good: [
      { text: 'FROM debian:12\nRUN apk add --no-cache curl=8\n' },
      { text: 'FROM debian:12\nRUN --mount=type=cache,target=/var/cache/apk apk add curl=8\n' },
    ],
  },
  check(file, report) {
    reportRuns(
      file,
      report,
      'Keep no package index in the layer: apk add --no-cache',
      (script, { node }) =>
        hasScratchMount(node, '/var/cache/apk')
          ? undefined
          : installsOf(script, APK).find((command) => !hasFlag(command, 'no-cache')),
      (_, script) => ({
        fix: insertAfterWord(
          installsOf(script, APK).filter((command) => !hasFlag(command, 'no-cache')),
          'add',
          '--no-cache',
        ),
      }),
    );
  },
};
