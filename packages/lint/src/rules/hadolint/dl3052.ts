import type { Rule } from '../../rule.ts';
import { reportLabels } from './label-values.ts';

export const dl3052: Rule = {
  name: 'DL3052',
  aliases: [],
  origin: 'hadolint',
  severity: 'warning',
  fixable: false,
  docs: {
    summary: 'A label is a URL.',
    rationale: 'What a label must look like is said by `labelSchema`.',
    bad: [{ text: 'FROM debian:12\nLABEL x=nope\n', settings: { labelSchema: { x: 'url' } } }],
    good: [{ text: 'FROM debian:12\nLABEL x=https://example.com\n', settings: { labelSchema: { x: 'url' } } }],
  },
  check(file, report) {
    reportLabels(file, report, 'url', 'A label is a URL');
  },
};
