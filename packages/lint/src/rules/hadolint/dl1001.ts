import type { Rule } from '../../rule.ts';
import { isIgnorePragma } from '../../pragma.ts';

export const dl1001: Rule = {
  name: 'DL1001',
  aliases: [],
  origin: 'hadolint',
  severity: 'off',
  fixable: false,
  docs: {
    summary: 'No pragma silences findings in place.',
    rationale:
      'For houses where every exception is agreed upon and lives in the configuration. Off unless its level is set.',
    bad: [
      {
        text: 'FROM debian:12\n# hadolint ignore=DL3008\nRUN apt-get install -y curl\n',
        settings: { rules: { DL1001: 'info' }, inlineIgnores: false },
      },
    ],
    good: [{ text: 'FROM debian:12\nRUN echo hi\n', settings: { rules: { DL1001: 'info' } } }],
  },
  check(file, report) {
    for (const comment of file.result.ast.comments)
      if (isIgnorePragma(comment))
        report(comment, 'A comment silences findings here; keep exceptions in the configuration');
  },
};
