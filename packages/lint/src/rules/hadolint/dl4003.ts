import { placedIn } from '../../model/placed-in.ts';
import type { Rule } from '../../rule.ts';

export const dl4003: Rule = {
  name: 'DL4003',
  aliases: [],
  origin: 'hadolint',
  severity: 'warning',
  recommended: 'off',
  fixable: false,
  docs: {
    summary: 'One CMD per stage.',
    rationale: 'Only the last one counts.',
    bad: [{ text: 'FROM debian:12\nCMD ["a"]\nCMD ["b"]\n' }],
    good: [{ text: 'FROM debian:12\nCMD ["a"]\n' }],
  },
  check(file, report) {
    for (const stage of file.stages) {
      const [, ...others] = placedIn(stage, 'cmd');
      for (const { top } of others) report(top, 'Only the last CMD of a stage counts');
    }
  },
};
