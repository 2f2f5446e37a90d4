import type { Rule } from '../../rule.ts';
import { suggest } from '@strake/core';
import { expandedParts, type Instruction, references } from '@strake/parser';
import type { LintFile } from '../../model/lint-file.ts';
import type { Place } from '../../rule.ts';

export const undefinedVar: Rule = {
  name: 'UndefinedVar',
  aliases: [],
  origin: 'buildkit',
  severity: 'warning',
  fixable: false,
  url: 'https://docs.docker.com/go/dockerfile/rule/undefined-var/',
  docs: {
    summary: 'Variables are defined before they are used.',
    rationale:
      'An undefined variable is empty: often a slip, or an ARG that has to be declared again within its stage.',
    bad: [{ text: 'FROM alpine:3.20\nCOPY $foo .\n' }],
    good: [
      { text: 'FROM alpine:3.20\nARG foo\nCOPY $foo .\n' },
      { text: 'FROM alpine:3.20\nENV PATH=/opt/bin:$PATH\n' },
    ],
  },
  check(file, report) {
    for (const { node, at, undefinedNames, names } of file.buildkit.steps)
      for (const name of undefinedNames) {
        const like = suggest(name, names);
        report(at, `Usage of undefined variable '$${name}'${like === undefined ? '' : ` (did you mean $${like}?)`}`, {
          focus: at === node ? placeOf(file, node, name) : undefined,
          hint: file.facts.image === undefined ? 'unless the base image sets it' : undefined,
        });
      }
  },
};

function placeOf(file: LintFile, node: Instruction, name: string): Place | undefined {
  for (const part of expandedParts(node)) {
    const found = references(file.result, part).find((reference) => reference.name === name);
    if (found !== undefined) return { start: found.start, end: found.end };
  }
  return undefined;
}
