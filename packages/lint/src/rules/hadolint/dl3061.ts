import type { Rule } from '../../rule.ts';

export const dl3061: Rule = {
  name: 'DL3061',
  aliases: [],
  origin: 'hadolint',
  severity: 'error',
  fixable: false,
  docs: {
    summary: 'A file begins with FROM or ARG.',
    rationale: 'Nothing else can stand before the first stage.',
    bad: [{ text: 'RUN make\nFROM debian:12\n' }],
    doubtful: [{ text: 'RUN make\n', why: 'it is part of a file' }],
    good: [{ text: 'ARG V=12\nFROM debian:$V\n' }],
  },
  check(file, report) {
    const isFragment = file.stages.length < 2;
    for (const node of file.result.ast.instructions) {
      if (node.kind === 'from' || (node.kind === 'invalid' && node.of === 'from')) return;
      if (node.kind !== 'arg') report(node, 'A file begins with FROM or ARG', { isDoubtful: isFragment });
    }
  },
};
