import type { Rule } from '../../rule.ts';
import { asWordOf } from './stage-words.ts';

export const fromAsCasing: Rule = {
  name: 'FromAsCasing',
  aliases: [],
  origin: 'buildkit',
  severity: 'warning',
  fixable: true,
  url: 'https://docs.docker.com/go/dockerfile/rule/from-as-casing/',
  docs: {
    summary: 'FROM and AS have the same case.',
    rationale: 'Keywords in one case make the line easy to read.',
    bad: [{ text: 'FROM alpine:3.20 as base\n', fixed: 'FROM alpine:3.20 AS base\n' }],
    good: [{ text: 'FROM alpine:3.20 AS base\n' }, { text: 'from alpine:3.20 as base\n' }],
  },
  check(file, report) {
    for (const node of file.buildkit.read) {
      const as = asWordOf(file, node);
      if (as === undefined) continue;
      const keyword = node.keyword.text;
      const isLower = keyword === keyword.toLowerCase();
      if (!isLower && keyword !== keyword.toUpperCase()) continue;
      const wanted = isLower ? as.text.toLowerCase() : as.text.toUpperCase();
      if (as.text === wanted) continue;
      const edits = [{ start: as.start, end: as.end, newText: wanted }];
      report(node, `'${as.text}' and '${keyword}' keywords' casing do not match`, {
        focus: as,
        fix: { title: `Write ${wanted}`, edits },
      });
    }
  },
};
