import type { Rule } from '../../rule.ts';
import { reportLabels } from './label-values.ts';

export const dl3055: Rule = {
  name: 'DL3055',
  aliases: [],
  origin: 'hadolint',
  severity: 'warning',
  fixable: false,
  docs: {
    summary: 'A label is a git hash.',
    rationale: 'What a label must look like is said by `labelSchema`.',
    bad: [{ text: 'FROM debian:12\nLABEL x=xyz\n', settings: { labelSchema: { x: 'hash' } } }],
    good: [{ text: 'FROM debian:12\nLABEL x=0123abc\n', settings: { labelSchema: { x: 'hash' } } }],
  },
  check(file, report) {
    reportLabels(file, report, 'hash', 'A label is a git hash');
  },
};
