import type { Rule } from '../../rule.ts';

export const dl3043: Rule = {
  name: 'DL3043',
  aliases: [],
  origin: 'hadolint',
  severity: 'error',
  fixable: false,
  docs: {
    summary: 'ONBUILD triggers what it may.',
    rationale: 'ONBUILD, FROM and MAINTAINER cannot be triggered: the build fails.',
    bad: [{ text: 'FROM debian:12\nONBUILD MAINTAINER me\n' }],
    good: [{ text: 'FROM debian:12\nONBUILD RUN make\n' }],
  },
  check(file, report) {
    for (const node of file.result.ast.instructions) {
      const trigger =
        node.kind === 'onbuild'
          ? node.trigger.keyword.text
          : node.kind === 'invalid' && node.of === 'onbuild'
            ? (/^\s*(\w+)/.exec(node.text)?.[1] ?? '')
            : '';
      if (/^(?:onbuild|from|maintainer)$/i.test(trigger)) report(node, `ONBUILD cannot trigger ${trigger}`);
    }
  },
};
