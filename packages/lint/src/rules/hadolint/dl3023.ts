import type { Rule } from '../../rule.ts';

export const dl3023: Rule = {
  name: 'DL3023',
  aliases: [],
  origin: 'hadolint',
  severity: 'error',
  fixable: false,
  docs: {
    summary: 'COPY --from does not name its own stage.',
    rationale: 'A stage cannot copy from what it is still making.',
    bad: [{ text: 'FROM debian:12 AS a\nCOPY --from=a /x /y\n' }],
    good: [{ text: 'FROM debian:12 AS a\nFROM debian:12\nCOPY --from=a /x /y\n' }],
  },
  check(file, report) {
    for (const { node, top, stage } of file.of('copy', true)) {
      const from = node.flags.find(({ name }) => name === 'from');
      if (from?.value !== undefined && from.value === stage.name)
        report(top, 'COPY --from names its own stage', { focus: from });
    }
  },
};
