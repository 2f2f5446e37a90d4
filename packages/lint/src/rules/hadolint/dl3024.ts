import type { Rule } from '../../rule.ts';

export const dl3024: Rule = {
  name: 'DL3024',
  aliases: [],
  origin: 'hadolint',
  severity: 'error',
  recommended: 'warning',
  fixable: false,
  docs: {
    summary: 'Stage names are unique.',
    rationale: 'Of two stages with one name only the last can be referred to.',
    bad: [{ text: 'FROM debian:12 AS a\nFROM debian:12 AS a\n' }],
    good: [{ text: 'FROM debian:12 AS a\nFROM debian:12 AS b\n' }],
  },
  check(file, report) {
    const seen = new Set<string>();
    for (const { from, name } of file.stages) {
      if (from === undefined || name === undefined) continue;
      if (seen.has(name)) report(from, `Another stage is named ${name} too`, { focus: from.alias });
      seen.add(name);
    }
  },
};
