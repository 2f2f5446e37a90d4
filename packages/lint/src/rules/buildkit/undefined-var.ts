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
    for (const { node, at, undefinedNames, names } of file.buildkit.steps) {
      if (undefinedNames.length === 0) continue;
      const places = at === node ? placesOf(file, node) : undefined;
      undefinedNames.forEach((name, i) => {
        const like = i < SUGGESTIONS && names.length < NAMES ? suggest(name, names) : undefined;
        report(at, `Usage of undefined variable '$${name}'${like === undefined ? '' : ` (did you mean $${like}?)`}`, {
          focus: places?.get(name),
          hint: file.facts.image === undefined ? 'unless the base image sets it' : undefined,
        });
      });
    }
  },
};

/** For so many names of one instruction a likely slip is looked for, among so many. */
const SUGGESTIONS = 20;
const NAMES = 500;

/** Where each variable is used first. */
function placesOf(file: LintFile, node: Instruction): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  for (const part of expandedParts(node))
    for (const { name, start, end } of references(file.result, part))
      if (!places.has(name)) places.set(name, { start, end });
  return places;
}
