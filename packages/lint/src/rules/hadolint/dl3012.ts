import { placedIn } from '../../model/placed-in.ts';
import type { Rule } from '../../rule.ts';

export const dl3012: Rule = {
  name: 'DL3012',
  aliases: [],
  origin: 'hadolint',
  severity: 'error',
  recommended: 'off',
  fixable: false,
  docs: {
    summary: 'One HEALTHCHECK per stage.',
    rationale: 'Only the last one counts.',
    bad: [{ text: 'FROM debian:12\nHEALTHCHECK CMD ["a"]\nHEALTHCHECK CMD ["b"]\n' }],
    good: [{ text: 'FROM debian:12\nHEALTHCHECK CMD ["a"]\n' }],
  },
  check(file, report) {
    for (const stage of file.stages) {
      const [, ...others] = placedIn(stage, 'healthcheck');
      for (const { top } of others) report(top, 'Only the last HEALTHCHECK of a stage counts');
    }
  },
};
