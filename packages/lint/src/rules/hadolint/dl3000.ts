import type { Rule } from '../../rule.ts';

export const dl3000: Rule = {
  name: 'DL3000',
  aliases: [],
  origin: 'hadolint',
  severity: 'error',
  recommended: 'warning',
  fixable: false,
  docs: {
    summary: 'WORKDIR is absolute.',
    rationale:
      'A relative path depends on what came before; the reader has to follow it back, perhaps into the base image.',
    bad: [{ text: 'FROM debian:12\nWORKDIR app/src\n' }],
    good: [
      { text: 'FROM debian:12\nWORKDIR /app\n' },
      { text: 'FROM debian:12\nWORKDIR $HOME\n' },
      { text: 'FROM debian:12\nWORKDIR c:\\\\app\n' },
    ],
  },
  check(file, report) {
    for (const { node, top } of file.of('workdir', true))
      if (!/^["']?(?:\/|\$|[a-zA-Z]:)/.test(node.path.text))
        report(top, 'WORKDIR should be an absolute path', { focus: node.path });
  },
};
