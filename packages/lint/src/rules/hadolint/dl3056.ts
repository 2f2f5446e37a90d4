import type { Rule } from '../../rule.ts';
import { reportLabels } from './label-values.ts';

export const dl3056: Rule = {
  name: 'DL3056',
  aliases: [],
  origin: 'hadolint',
  severity: 'warning',
  fixable: false,
  docs: {
    summary: 'A label is a semantic version.',
    rationale: 'What a label must look like is said by `labelSchema`.',
    bad: [{ text: 'FROM debian:12\nLABEL x=1\n', settings: { labelSchema: { x: 'semver' } } }],
    good: [{ text: 'FROM debian:12\nLABEL x=1.2.3\n', settings: { labelSchema: { x: 'semver' } } }],
  },
  check(file, report) {
    reportLabels(file, report, 'semver', 'A label is a semantic version');
  },
};
