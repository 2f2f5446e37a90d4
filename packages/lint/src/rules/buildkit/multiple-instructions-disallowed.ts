import type { Rule } from '../../rule.ts';
import type { Instruction } from '@strake/parser';
import { removalFix } from '../../fix/remove-instruction.ts';
import type { Stage } from '../../model/stages.ts';

export const multipleInstructionsDisallowed: Rule = {
  name: 'MultipleInstructionsDisallowed',
  aliases: [],
  origin: 'buildkit',
  severity: 'warning',
  fixable: true,
  url: 'https://docs.docker.com/go/dockerfile/rule/multiple-instructions-disallowed/',
  docs: {
    summary: 'One CMD, ENTRYPOINT and HEALTHCHECK per stage.',
    rationale: 'Only the last one counts; those before are dead text that misleads.',
    bad: [{ text: 'FROM alpine:3.20\nCMD ["a"]\nCMD ["b"]\n', fixed: 'FROM alpine:3.20\nCMD ["b"]\n' }],
    good: [{ text: 'FROM alpine:3.20 AS a\nCMD ["a"]\nFROM alpine:3.20\nCMD ["b"]\n' }],
  },
  check(file, report) {
    const last = new Map<string, Instruction>();
    let stage: Stage | undefined;
    for (const step of file.buildkit.steps) {
      const { node, at } = step;
      if (step.stage !== stage) last.clear();
      stage = step.stage;
      if (node.kind !== 'cmd' && node.kind !== 'entrypoint' && node.kind !== 'healthcheck') continue;
      const before = last.get(node.kind);
      const name = node.keyword.text;
      if (before !== undefined)
        report(
          before,
          `Multiple ${name} instructions should not be used in the same stage because only the last one will be used`,
          {
            related: [{ message: 'This one is used', range: file.result.lines.rangeOf(at) }],
            fix: before.kind === 'from' ? undefined : removalFix(file.result, before, `Remove this ${name}`),
          },
        );
      last.set(node.kind, at);
    }
  },
};
