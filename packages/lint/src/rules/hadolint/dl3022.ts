import type { Rule } from '../../rule.ts';

export const dl3022: Rule = {
  name: 'DL3022',
  aliases: [],
  origin: 'hadolint',
  severity: 'warning',
  recommended: 'off',
  fixable: false,
  docs: {
    summary: 'COPY --from names a stage or an image.',
    rationale: 'A name that is neither an earlier stage nor has a tag is most likely a slip.',
    bad: [{ text: 'FROM debian:12\nCOPY --from=build /a /b\n' }],
    good: [{ text: 'FROM debian:12\nCOPY --from=busybox:1.36 /bin/busybox /b\n' }],
  },
  check(file, report) {
    for (const { node, top, stage } of file.of('copy', true)) {
      const from = node.flags.find(({ name }) => name === 'from');
      const value = from?.value;
      if (from === undefined || value === undefined || value.includes(':')) continue;
      const isNamed = file.stages.some(({ index, name }) => name === value && index <= stage.index);
      const isNumbered = /^\d+$/.test(value) && Number(value) <= stage.index && file.stages[0]?.from !== undefined;
      if (!isNamed && !isNumbered) report(top, `No stage before this is named ${value}`, { focus: from });
    }
  },
};
