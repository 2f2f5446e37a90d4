import { placedIn } from '../../model/placed-in.ts';
import type { Rule } from '../../rule.ts';

export const dl3002: Rule = {
  name: 'DL3002',
  aliases: [],
  origin: 'hadolint',
  severity: 'warning',
  recommended: 'off',
  fixable: false,
  docs: {
    summary: 'The last USER is not root.',
    rationale: 'What breaks out of a process of root is root.',
    bad: [{ text: 'FROM debian:12\nUSER root\n' }, { text: 'FROM debian:12\nUSER app\nUSER 0:0\n' }],
    good: [{ text: 'FROM debian:12\nUSER root\nRUN id\nUSER 1000\n' }],
  },
  check(file, report) {
    for (const stage of file.stages) {
      const last = placedIn(stage, 'user', true).at(-1);
      if (last !== undefined && /^["']?(?:root|0)(?:$|[:"'])/.test(last.node.user.text))
        report(last.top, 'The last USER of a stage should not be root', { focus: last.node.user });
    }
  },
};
