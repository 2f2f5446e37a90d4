import type { Rule } from '../../rule.ts';
import { reportLabels } from './label-values.ts';

export const dl3051: Rule = {
  name: 'DL3051',
  aliases: [],
  origin: 'hadolint',
  severity: 'warning',
  fixable: false,
  docs: {
    summary: 'A label has a value.',
    rationale: 'What a label must look like is said by `labelSchema`.',
    bad: [{ text: 'FROM debian:12\nLABEL x=""\n', settings: { labelSchema: { x: 'text' } } }],
    good: [{ text: 'FROM debian:12\nLABEL x=a\n', settings: { labelSchema: { x: 'text' } } }],
  },
  check(file, report) {
    reportLabels(file, report, undefined, 'A label has a value');
  },
};
