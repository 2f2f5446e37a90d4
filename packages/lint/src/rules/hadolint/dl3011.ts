import type { Rule } from '../../rule.ts';

export const dl3011: Rule = {
  name: 'DL3011',
  aliases: [],
  origin: 'hadolint',
  severity: 'error',
  fixable: false,
  docs: {
    summary: 'Ports are at most 65535.',
    rationale: 'There are no others.',
    bad: [{ text: 'FROM debian:12\nEXPOSE 80000\n' }],
    good: [{ text: 'FROM debian:12\nEXPOSE 65535\n' }, { text: 'FROM debian:12\nEXPOSE 40000-60000/tcp\n' }],
  },
  check(file, report) {
    for (const { node, top } of file.of('expose', true))
      for (const port of node.ports) {
        const numbers = port.text.replace(/\/.*$/, '').split('-').map(Number);
        if (numbers.some((number) => number > 65535)) report(top, 'A port is at most 65535', { focus: port });
      }
  },
};
