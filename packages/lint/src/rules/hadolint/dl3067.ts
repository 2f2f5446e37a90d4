import type { Rule } from '../../rule.ts';

export const dl3067: Rule = {
  name: 'DL3067',
  aliases: [],
  origin: 'hadolint',
  severity: 'warning',
  recommended: 'off',
  fixable: false,
  docs: {
    summary: 'No COPY of a whole file system.',
    rationale: 'It drags along all that its stage has, and hides what is needed.',
    bad: [{ text: 'FROM debian:12 AS a\nFROM scratch\nCOPY --from=a / /\n' }],
    good: [{ text: 'FROM debian:12 AS a\nFROM scratch\nCOPY --from=a /app /app\n' }],
  },
  check(file, report) {
    for (const { node, top } of file.of('copy', true)) {
      const texts = [...node.sources, node.destination].map((word) =>
        word.kind === 'word' ? word.text.replace(/^["']|["']$/g, '') : word.value,
      );
      if (node.flags.some(({ name }) => name === 'from') && texts.at(-1) === '/' && texts.slice(0, -1).includes('/'))
        report(top, 'Copy what is needed, not a whole file system', { focus: node.sources[0] });
    }
  },
};
