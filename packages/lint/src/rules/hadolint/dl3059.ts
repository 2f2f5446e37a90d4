import type { Rule } from '../../rule.ts';
import type { RunNode } from '@strake/parser';

export const dl3059: Rule = {
  name: 'DL3059',
  aliases: [],
  origin: 'hadolint',
  severity: 'info',
  recommended: 'off',
  fixable: false,
  docs: {
    summary: 'Consecutive RUNs are one.',
    rationale: 'Each is a layer of its own. Only RUNs of one command each are meant.',
    bad: [{ text: 'FROM debian:12\nRUN make\nRUN make install\n' }],
    good: [
      { text: 'FROM debian:12\nRUN make && make install\n' },
      { text: 'FROM debian:12\nRUN make\nCOPY a /a\nRUN make install\n' },
    ],
  },
  check(file, report) {
    for (const { instructions } of file.stages) {
      let before: RunNode | undefined;
      for (const node of instructions) {
        if (node.kind === 'run' && before !== undefined && isSame(before, node)) {
          if (file.shell(node).length < 2 && file.shell(before).length < 2)
            report(node, 'Consecutive RUN instructions could be one');
        }
        before = node.kind === 'run' ? node : undefined;
      }
    }
  },
};

function isSame(a: RunNode, b: RunNode): boolean {
  const flags = (node: RunNode): string => node.flags.map(({ name, value }) => `${name}=${value}`).join(' ');
  return flags(a) === flags(b);
}
