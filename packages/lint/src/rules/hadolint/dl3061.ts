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
    good: [{ text: 'ARG V=12\nFROM debian:$V\n' }],
  },
  check(file, report) {
    const first = file.result.ast.instructions.find(({ kind }) => kind !== 'arg');
    if (first !== undefined && first.kind !== 'from' && !(first.kind === 'invalid' && first.of === 'from'))
      report(first, 'A file begins with FROM or ARG');
  },
};
