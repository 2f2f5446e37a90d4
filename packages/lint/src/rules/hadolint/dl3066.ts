import type { Rule } from '../../rule.ts';

export const dl3066: Rule = {
  name: 'DL3066',
  aliases: [],
  origin: 'hadolint',
  severity: 'info',
  recommended: 'off',
  fixable: false,
  docs: {
    summary: 'USER is a number.',
    rationale: 'Kubernetes can see from a number, not from a name, that it is not root.',
    bad: [{ text: 'FROM debian:12\nUSER app\n' }],
    good: [{ text: 'FROM debian:12\nUSER 1000\n' }, { text: 'FROM debian:12\nARG UID=1000\nUSER $UID\n' }],
  },
  check(file, report) {
    const declared = new Set(
      file.result.ast.instructions.flatMap((node) =>
        node.kind === 'arg' ? node.declarations.map(({ key }) => key.text) : [],
      ),
    );
    for (const { node, top } of file.of('user', true)) {
      const text = node.user.text.replace(/^["']/, '');
      const variable = /^\$\{?(\w+)/.exec(text)?.[1];
      if (variable === undefined ? !/^\d/.test(text) : !declared.has(variable))
        report(top, 'Give the number of the user', { focus: node.user });
    }
  },
};
