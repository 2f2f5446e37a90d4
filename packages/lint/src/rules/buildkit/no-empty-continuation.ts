import type { Rule } from '../../rule.ts';
import { emptyLines } from './empty-lines.ts';

export const noEmptyContinuation: Rule = {
  name: 'NoEmptyContinuation',
  aliases: [],
  origin: 'buildkit',
  severity: 'warning',
  fixable: true,
  url: 'https://docs.docker.com/go/dockerfile/rule/no-empty-continuation/',
  docs: {
    summary: 'No empty lines inside of a continued instruction.',
    rationale: 'BuildKit will refuse them one day. A comment line may stand in their place.',
    bad: [
      {
        text: 'FROM alpine:3.20\nRUN echo a && \\\n\n    echo b\n',
        fixed: 'FROM alpine:3.20\nRUN echo a && \\\n    echo b\n',
      },
    ],
    good: [{ text: 'FROM alpine:3.20\nRUN echo a && \\\n    echo b\n' }],
  },
  check(file, report) {
    if (!file.buildkit.isReadable) return;
    for (const { code, range } of file.result.diagnostics) {
      if (code !== 'empty-continuation') continue;
      const node = file.result.ast.instructions.findLast(({ start }) => start <= range.start.offset);
      if (node === undefined) continue;
      const last = file.result.lines.lineStart(node.endLine);
      report({ start: last, end: node.end }, 'Empty continuation line', {
        isExact: true,
        fix: { title: 'Remove the empty lines', edits: emptyLines(file.result.text, node) },
      });
    }
  },
};
