import type { Rule } from '../../rule.ts';

export const reservedStageName: Rule = {
  name: 'ReservedStageName',
  aliases: [],
  origin: 'buildkit',
  severity: 'warning',
  fixable: false,
  twin: 'DL3063',
  url: 'https://docs.docker.com/go/dockerfile/rule/reserved-stage-name/',
  docs: {
    summary: 'No stage is named scratch or context.',
    rationale: 'Those names mean something else to the builder.',
    bad: [{ text: 'FROM alpine:3.20 AS scratch\n' }],
    good: [{ text: 'FROM alpine:3.20 AS empty\n' }],
  },
  check(file, report) {
    if (!file.buildkit.isWhole) return;
    for (const { from } of file.stages) {
      const name = from?.alias?.text.toLowerCase();
      if (from?.alias === undefined || (name !== 'scratch' && name !== 'context')) continue;
      report(from, `Stage name should not use the same name as reserved stage "${name}"`, { focus: from.alias });
    }
  },
};
