import type { Rule } from '../../rule.ts';

export const consistentInstructionCasing: Rule = {
  name: 'ConsistentInstructionCasing',
  aliases: [],
  origin: 'buildkit',
  severity: 'warning',
  fixable: true,
  url: 'https://docs.docker.com/go/dockerfile/rule/consistent-instruction-casing/',
  docs: {
    summary: 'All instructions have the same case.',
    rationale: 'Upper case is the custom; what matters is that the file has one.',
    bad: [
      { text: 'FROM alpine:3.20\nrun echo hi\nRUN echo ho\n', fixed: 'FROM alpine:3.20\nRUN echo hi\nRUN echo ho\n' },
    ],
    good: [{ text: 'FROM alpine:3.20\nRUN echo hi\n' }, { text: 'from alpine:3.20\nrun echo hi\n' }],
  },
  check(file, report) {
    if (!file.buildkit.isWhole) return;
    const nodes = file.stages.flatMap(({ from, instructions }) =>
      from === undefined ? instructions : [from, ...instructions],
    );
    const lower = nodes.filter(({ keyword }) => keyword.text === keyword.text.toLowerCase()).length;
    const upper = nodes.filter(({ keyword }) => keyword.text === keyword.text.toUpperCase()).length;
    const isLower = lower > upper;
    for (const node of nodes) {
      const { text } = node.keyword;
      const wanted = isLower ? text.toLowerCase() : text.toUpperCase();
      if (text === wanted) continue;
      const casing = isLower ? 'lowercase' : 'uppercase';
      report(node, `Command '${text}' should match the case of the command majority (${casing})`, {
        focus: node.keyword,
        fix: {
          title: `Write ${wanted}`,
          edits: [{ start: node.keyword.start, end: node.keyword.end, newText: wanted }],
        },
      });
    }
  },
};
