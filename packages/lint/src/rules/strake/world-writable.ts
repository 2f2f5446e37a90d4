import type { Rule } from '../../rule.ts';
import { operands } from '../../shell/flags.ts';

export const worldWritable: Rule = {
  name: 'world-writable',
  aliases: [],
  origin: 'strake',
  severity: 'info',
  fixable: false,
  url: 'https://docs.docker.com/reference/dockerfile/#copy---chown---chmod',
  docs: {
    summary: 'No files that everybody may write.',
    rationale: 'Any process in the container can then change what others run.',
    bad: [{ text: 'FROM debian:12\nRUN chmod -R 777 /app\n' }, { text: 'FROM debian:12\nCOPY --chmod=777 a /a\n' }],
    good: [{ text: 'FROM debian:12\nRUN chmod 1777 /tmp/x\n' }, { text: 'FROM debian:12\nCOPY --chmod=755 a /a\n' }],
  },
  check(file, report) {
    for (const { node } of file.of('run', true))
      for (const command of file.shell(node).commands) {
        if (command.name !== 'chmod') continue;
        const [mode, ...paths] = operands(command);
        // A directory of a variable or in /tmp is not part of the image for long.
        const isLasting = paths.some(({ value }) => !/^(?:\$|\/tmp\b)/.test(value));
        if (mode !== undefined && /^0?777$|^(?:a|ugo)\+rwx$/.test(mode.value) && isLasting)
          report(mode, 'Everybody may write these files');
      }
    for (const kind of ['copy', 'add'] as const)
      for (const { node } of file.of(kind, true)) {
        const flag = node.flags.find(({ name, value }) => name === 'chmod' && /^0?777$/.test(value ?? ''));
        if (flag !== undefined) report(flag, 'Everybody may write these files');
      }
  },
};
