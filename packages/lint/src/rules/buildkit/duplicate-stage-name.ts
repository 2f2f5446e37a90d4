import type { Rule } from '../../rule.ts';
import type { FromNode } from '@strake/parser';

export const duplicateStageName: Rule = {
  name: 'DuplicateStageName',
  aliases: [],
  origin: 'buildkit',
  severity: 'error',
  fixable: false,
  twin: 'DL3024',
  url: 'https://docs.docker.com/go/dockerfile/rule/duplicate-stage-name/',
  docs: {
    summary: 'Stage names are unique.',
    rationale: 'Of two stages with one name only the last can be referred to.',
    bad: [{ text: 'FROM alpine:3.20 AS a\nFROM alpine:3.20 AS a\n' }],
    good: [{ text: 'FROM alpine:3.20 AS a\nFROM alpine:3.20 AS b\n' }],
  },
  check(file, report) {
    if (!file.buildkit.isWhole) return;
    const seen = new Map<string, FromNode>();
    for (const { from } of file.stages) {
      if (from?.alias === undefined) continue;
      const name = from.alias.text.toLowerCase();
      const first = seen.get(name);
      if (first !== undefined)
        report(from, `Duplicate stage name "${name}", stage names should be unique`, {
          focus: from.alias,
          related: [
            { message: 'The first stage of this name', range: file.result.lines.rangeOf(first.alias ?? first) },
          ],
        });
      seen.set(name, from);
    }
  },
};
