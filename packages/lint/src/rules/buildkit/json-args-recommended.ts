import type { Rule } from '../../rule.ts';
import { jsonFix } from '../../fix/json-form.ts';

export const jsonArgsRecommended: Rule = {
  name: 'JSONArgsRecommended',
  aliases: [],
  origin: 'buildkit',
  severity: 'warning',
  fixable: true,
  twin: 'DL3025',
  url: 'https://docs.docker.com/go/dockerfile/rule/json-args-recommended/',
  docs: {
    summary: 'CMD and ENTRYPOINT are JSON arrays.',
    rationale:
      'In shell form a shell is process 1: it passes no signals on, so that `docker stop` waits and then kills.',
    bad: [
      {
        text: 'FROM alpine:3.20\nCMD ping -c 3 localhost\n',
        fixed: 'FROM alpine:3.20\nCMD ["ping", "-c", "3", "localhost"]\n',
      },
      { text: 'FROM alpine:3.20\nENTRYPOINT top -b > /dev/null\n' },
    ],
    doubtful: [
      {
        text: 'FROM alpine:3.20\nENTRYPOINT exec top -b > /dev/null\n',
        why: '`exec` puts the program in the place of the shell',
      },
    ],
    good: [
      { text: 'FROM alpine:3.20\nCMD ["ping", "localhost"]\n' },
      { text: 'FROM alpine:3.20\nSHELL ["/bin/ash", "-c"]\nCMD ping localhost\n' },
    ],
  },
  check(file, report) {
    for (const { node, at, stage, hasShell } of file.buildkit.steps) {
      if ((node.kind !== 'cmd' && node.kind !== 'entrypoint') || node.command.kind !== 'shell-form' || hasShell)
        continue;
      const name = node.kind.toUpperCase();
      report(at, `JSON arguments recommended for ${name} to prevent unintended behavior related to OS signals`, {
        isDoubtful: /^exec\s/.test(node.command.text.trim()),
        fix: at === node ? jsonFix(file, stage, node, node.command) : undefined,
      });
    }
  },
};
