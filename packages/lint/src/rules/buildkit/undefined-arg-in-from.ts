import type { Rule } from '../../rule.ts';
import { suggest } from '@strake/core';

export const undefinedArgInFrom: Rule = {
  name: 'UndefinedArgInFrom',
  aliases: [],
  origin: 'buildkit',
  severity: 'warning',
  fixable: false,
  url: 'https://docs.docker.com/go/dockerfile/rule/undefined-arg-in-from/',
  docs: {
    summary: 'FROM uses declared ARGs only.',
    rationale: 'A variable that no ARG before the first FROM declares is empty there.',
    bad: [{ text: 'FROM alpine:${VERSION}3.20\n' }],
    good: [{ text: 'ARG VERSION=3.20\nFROM alpine:${VERSION}\n' }],
  },
  check(file, report) {
    for (const { node, image, platform, known } of file.buildkit.froms)
      for (const name of [...image.unmatchedNames, ...(platform?.unmatchedNames ?? [])]) {
        if (known.has(name)) continue;
        const like = suggest(name, known);
        report(node, `FROM argument '${name}' is not declared${like === undefined ? '' : ` (did you mean ${like}?)`}`);
      }
  },
};
