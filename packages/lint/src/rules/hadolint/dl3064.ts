import type { Rule } from '../../rule.ts';
import { isSecretName } from './secret-names.ts';

export const dl3064: Rule = {
  name: 'DL3064',
  aliases: [],
  origin: 'hadolint',
  severity: 'warning',
  fixable: false,
  docs: {
    summary: 'No secrets in ARG and ENV.',
    rationale: 'Both end up in the image: in its config or its history. A secret mount leaves no trace.',
    bad: [{ text: 'FROM debian:12\nENV AWS_SECRET_ACCESS_KEY=x\n' }],
    good: [{ text: 'FROM debian:12\nENV NAME=x\n' }],
  },
  check(file, report) {
    for (const node of file.result.ast.instructions) {
      const inner = node.kind === 'onbuild' ? node.trigger : node;
      const keys = inner.kind === 'env' ? inner.entries : inner.kind === 'arg' ? inner.declarations : [];
      for (const { key } of keys)
        if (isSecretName(key.text)) report(node, `Keep ${key.text} out of ARG and ENV`, { focus: key });
    }
  },
};
