import type { Rule } from '../../rule.ts';
import { reportLabels } from './label-values.ts';

export const dl3053: Rule = {
  name: 'DL3053',
  aliases: [],
  origin: 'hadolint',
  severity: 'warning',
  fixable: false,
  docs: {
    summary: 'A label is a time.',
    rationale: 'What a label must look like is said by `labelSchema`.',
    bad: [{ text: 'FROM debian:12\nLABEL x=yesterday\n', settings: { labelSchema: { x: 'rfc3339' } } }],
    good: [{ text: 'FROM debian:12\nLABEL x=2024-01-01T00:00:00Z\n', settings: { labelSchema: { x: 'rfc3339' } } }],
  },
  check(file, report) {
    reportLabels(file, report, 'rfc3339', 'A label is a time');
  },
};
