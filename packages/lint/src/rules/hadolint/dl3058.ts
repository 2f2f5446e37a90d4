import type { Rule } from '../../rule.ts';
import { reportLabels } from './label-values.ts';

export const dl3058: Rule = {
  name: 'DL3058',
  aliases: [],
  origin: 'hadolint',
  severity: 'warning',
  fixable: false,
  docs: {
    summary: 'A label is an email address.',
    rationale: 'What a label must look like is said by `labelSchema`.',
    bad: [{ text: 'FROM debian:12\nLABEL x=me\n', settings: { labelSchema: { x: 'email' } } }],
    good: [{ text: 'FROM debian:12\nLABEL x=me@example.com\n', settings: { labelSchema: { x: 'email' } } }],
  },
  check(file, report) {
    reportLabels(file, report, 'email', 'A label is an email address');
  },
};
