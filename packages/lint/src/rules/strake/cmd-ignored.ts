import { placedIn } from '../../model/placed-in.ts';
import type { Rule } from '../../rule.ts';

export const cmdIgnored: Rule = {
  name: 'cmd-ignored',
  aliases: [],
  origin: 'strake',
  severity: 'warning',
  fixable: false,
  url: 'https://docs.docker.com/reference/dockerfile/#understand-how-cmd-and-entrypoint-interact',
  docs: {
    summary: 'ENTRYPOINT in shell form takes no CMD.',
    rationale: 'The shell gets the CMD as arguments it does not look at: it is never used.',
    bad: [{ text: 'FROM debian:12\nENTRYPOINT top\nCMD ["-b"]\n' }],
    good: [{ text: 'FROM debian:12\nENTRYPOINT ["top"]\nCMD ["-b"]\n' }],
  },
  check(file, report) {
    for (const stage of file.stages) {
      const entrypoint = placedIn(stage, 'entrypoint').at(-1)?.node;
      const cmd = placedIn(stage, 'cmd').at(-1)?.node;
      if (entrypoint?.command.kind !== 'shell-form' || cmd === undefined || /\$[@*1]/.test(entrypoint.command.text))
        continue;
      report(cmd.command, 'An ENTRYPOINT in shell form ignores CMD', {
        related: [{ message: 'The ENTRYPOINT', range: file.result.lines.rangeOf(entrypoint) }],
      });
    }
  },
};
