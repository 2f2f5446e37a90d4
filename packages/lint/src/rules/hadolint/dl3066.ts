import type { Rule } from '../../rule.ts';

export const dl3066: Rule = {
  name: 'DL3066',
  aliases: [],
  origin: 'hadolint',
  severity: 'info',
  fixable: false,
  docs: {
    summary: 'USER is a number.',
    rationale: 'Kubernetes can see from a number, not from a name, that it is not root.',
    bad: [{ text: 'FROM debian:12\nUSER app\n' }],
    good: [{ text: 'FROM debian:12\nUSER 1000\n' }, { text: 'FROM debian:12\nUSER $UID\n' }],
  },
  check(file, report) {
    for (const { node, top } of file.of('user', true))
      if (!/^["']?(?:\d|\$)/.test(node.user.text)) report(top, 'Give the number of the user', { focus: node.user });
  },
};
