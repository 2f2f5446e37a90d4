import type { Rule } from '../../rule.ts';
import { docLines } from '@strake/parser';

export const invalidDefinitionDescription: Rule = {
  name: 'InvalidDefinitionDescription',
  aliases: [],
  origin: 'buildkit',
  severity: 'off',
  fixable: false,
  url: 'https://docs.docker.com/go/dockerfile/rule/invalid-definition-description/',
  docs: {
    summary: 'A comment above FROM or ARG describes it by name.',
    rationale:
      'Such a comment is shown by `docker build --call=outline`. Off unless asked for: an empty line sets other comments apart.',
    bad: [
      {
        text: '# the base\nFROM alpine:3.20 AS base\n',
        settings: { rules: { InvalidDefinitionDescription: 'warning' } },
      },
    ],
    good: [
      {
        text: '# base is the base\nFROM alpine:3.20 AS base\n',
        settings: { rules: { InvalidDefinitionDescription: 'warning' } },
      },
    ],
  },
  check(file, report) {
    for (const node of file.buildkit.read) {
      const names =
        node.kind === 'from'
          ? node.alias === undefined
            ? []
            : [node.alias.text.toLowerCase()]
          : node.kind === 'arg'
            ? node.declarations.map(({ key }) => key.text)
            : [];
      const [first] = names;
      if (first === undefined || node.docs.length === 0) continue;
      const comment = docLines(file.result, node).at(-1) ?? '';
      if (names.includes(comment.split(' ')[0] ?? '')) continue;
      const example = names.length > 1 ? '<arg_key>' : first;
      report(node, `Comment for ${node.kind.toUpperCase()} should follow the format: \`# ${example} <description>\``);
    }
  },
};
