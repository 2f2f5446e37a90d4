import type { Rule } from '../../rule.ts';
import { reportLabels } from './label-values.ts';

export const dl3054: Rule = {
  name: 'DL3054',
  aliases: [],
  origin: 'hadolint',
  severity: 'warning',
  fixable: false,
  docs: {
    summary: 'A label is an SPDX licence id.',
    rationale: 'What a label must look like is said by `labelSchema`.',
    bad: [{ text: 'FROM debian:12\nLABEL x=mine\n', settings: { labelSchema: { x: 'spdx' } } }],
    good: [{ text: 'FROM debian:12\nLABEL x=MIT\n', settings: { labelSchema: { x: 'spdx' } } }],
  },
  check(file, report) {
    reportLabels(file, report, 'spdx', 'A label is an SPDX licence id');
  },
};
