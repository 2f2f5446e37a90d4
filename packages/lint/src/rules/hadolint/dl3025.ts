import type { Rule } from '../../rule.ts';
import { jsonFix } from '../../fix/json-form.ts';

export const dl3025: Rule = {
  name: 'DL3025',
  aliases: [],
  origin: 'hadolint',
  severity: 'warning',
  fixable: true,
  docs: {
    summary: 'CMD and ENTRYPOINT are JSON arrays.',
    rationale: 'In shell form a shell is process 1: it passes no signals on, so that a stop waits and then kills.',
    bad: [
      { text: 'FROM debian:12\nCMD python -m app\n', fixed: 'FROM debian:12\nCMD ["python", "-m", "app"]\n' },
      { text: 'FROM debian:12\nHEALTHCHECK CMD curl localhost\n' },
    ],
    good: [{ text: 'FROM debian:12\nCMD ["python", "-m", "app"]\n' }],
  },
  check(file, report) {
    for (const kind of ['cmd', 'entrypoint', 'healthcheck'] as const)
      for (const { node, top, stage } of file.of(kind))
        if (node.command?.kind === 'shell-form' && node.command.text.trim() !== '')
          report(top, 'Write the command as a JSON array', { fix: jsonFix(file, stage, node, node.command) });
  },
};
