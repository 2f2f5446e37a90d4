import { placedIn } from '../../model/placed-in.ts';
import type { Rule } from '../../rule.ts';

export const dl4004: Rule = {
  name: 'DL4004',
  aliases: [],
  origin: 'hadolint',
  severity: 'error',
  recommended: 'off',
  fixable: false,
  docs: {
    summary: 'One ENTRYPOINT per stage.',
    rationale: 'Only the last one counts.',
    bad: [{ text: 'FROM debian:12\nENTRYPOINT ["a"]\nENTRYPOINT ["b"]\n' }],
    good: [{ text: 'FROM debian:12\nENTRYPOINT ["a"]\n' }],
  },
  check(file, report) {
    for (const stage of file.stages) {
      const [, ...others] = placedIn(stage, 'entrypoint');
      for (const { top } of others) report(top, 'Only the last ENTRYPOINT of a stage counts');
    }
  },
};
