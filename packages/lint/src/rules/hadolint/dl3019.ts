import type { Rule } from '../../rule.ts';
import { insertAfterWord } from '../../fix/shell-words.ts';
import { hasFlag } from '../../shell/flags.ts';
import type { ShellCommand, ShellScript } from '../../shell/script.ts';
import { hasScratchMount } from '../../shell/mounts.ts';
import { APK, installsOf } from '../../shell/package-installs.ts';
import { reportRuns } from '../../shell/report-runs.ts';

export const dl3019: Rule = {
  name: 'DL3019',
  aliases: [],
  origin: 'hadolint',
  severity: 'info',
  fixable: true,
  commands: ['apk'],
  about: 'size',
  docs: {
    summary: 'apk add keeps no index.',
    rationale: '--no-cache fetches it for this command only: no `apk update` before, no rm after.',
    bad: [{ text: 'FROM debian:12\nRUN apk add curl=8\n', fixed: 'FROM debian:12\nRUN apk add --no-cache curl=8\n' }],
    doubtful: [
      { text: 'FROM alpine:3.20\nRUN apk add --no-network --virtual .deps $deps\n', why: 'it fetches no index' },
      { text: 'FROM alpine:3.20\nRUN apk add curl=8 && rm -rf /var/cache/apk/*\n', why: 'the index is removed' },
    ],
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
        isDoubtful: installsOf(script, APK).every((command) => keepsNothing(command, script)),
        fix: insertAfterWord(
          installsOf(script, APK).filter((command) => !hasFlag(command, 'no-cache')),
          'add',
          '--no-cache',
        ),
      }),
    );
  },
};

/** Whether the layer has no index in the end, by other means. */
function keepsNothing(command: ShellCommand, { commands }: ShellScript): boolean {
  if (hasFlag(command, 'no-cache', 'no-network')) return true;
  return commands.some(
    ({ name, args }) => name === 'rm' && args.some(({ value }) => value.startsWith('/var/cache/apk')),
  );
}
