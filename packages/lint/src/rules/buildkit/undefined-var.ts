import type { Rule } from '../../rule.ts';
import { suggest } from '@strake/core';
import { expandedParts, type Instruction, references, type VariableReference } from '@strake/parser';
import type { LintFile } from '../../model/lint-file.ts';

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
    bad: [
      { text: 'FROM scratch\nCOPY $foo .\n' },
      { text: 'ARG DIR=/app\nFROM alpine:3.20\nCOPY . $DIR\n' },
      { text: 'FROM alpine:3.20\nCOPY . $DIR\n', facts: { image: () => ({ env: [] }) } },
    ],
    good: [
      { text: 'FROM alpine:3.20\nARG foo\nCOPY $foo .\n' },
      { text: 'FROM alpine:3.20\nENV PATH=/opt/bin:$PATH\n' },
      { text: 'FROM golang:1\nWORKDIR $GOPATH\n', facts: { image: () => ({ env: ['GOPATH=/go'] }) } },
    ],
    doubtful: [
      { text: 'FROM golang:1\nWORKDIR $GOPATH\n', why: 'the base image may set it: nobody has looked' },
      {
        text: 'FROM scratch\nENV LIBS=${LIBS:+$LIBS:}/opt/lib\n',
        why: '`:+`, `:-` and `:?` are there for variables that may be missing',
      },
    ],
  },
  check(file, report) {
    const globals = new Set(file.globals.flatMap((arg) => arg.declarations.map(({ key }) => key.text)));
    for (const { node, at, undefinedNames, names, isBaseKnown } of file.buildkit.steps) {
      if (undefinedNames.length === 0) continue;
      const uses = at === node ? usesOf(file, node) : undefined;
      undefinedNames.forEach((name, i) => {
        const like = i < SUGGESTIONS ? suggest(name, names) : undefined;
        report(at, `Usage of undefined variable '$${name}'${like === undefined ? '' : ` (did you mean $${like}?)`}`, {
          focus: uses?.get(name)?.[0],
          hint: isBaseKnown ? undefined : 'unless the base image sets it',
          isDoubtful: (!isBaseKnown && !globals.has(name)) || expectsNone(uses?.get(name) ?? []),
        });
      });
    }
  },
};

/** For so many names of one instruction a likely slip is looked for. */
const SUGGESTIONS = 20;

/** Where each variable is used. */
function usesOf(file: LintFile, node: Instruction): ReadonlyMap<string, readonly VariableReference[]> {
  const uses = expandedParts(node).flatMap((part) => references(file.result, part));
  return Map.groupBy(uses, ({ name }) => name);
}

/** `${NAME:-word}` and its like reckon with a variable that is not there, and what stands within them too. */
function expectsNone(uses: readonly VariableReference[]): boolean {
  const ready = uses.filter(({ operator }) => /^:?[-+?]$/.test(operator));
  return uses.length > 0 && uses.every((use) => ready.some(({ start, end }) => start <= use.start && use.end <= end));
}
