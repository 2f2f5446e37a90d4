import type { Rule } from '../../rule.ts';

export const dl3063: Rule = {
  name: 'DL3063',
  aliases: [],
  origin: 'hadolint',
  severity: 'warning',
  fixable: false,
  docs: {
    summary: 'No stage is named scratch or context.',
    rationale: 'Those names mean something else to the builder.',
    bad: [{ text: 'FROM debian:12 AS scratch\n' }],
    good: [{ text: 'FROM debian:12 AS empty\n' }],
  },
  check(file, report) {
    for (const { from, name } of file.stages)
      if (from !== undefined && /^(?:scratch|context)$/.test(name ?? ''))
        report(from, `${name} means something else to the builder`, { focus: from.alias });
  },
};
