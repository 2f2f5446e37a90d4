import type { Rule } from '../../rule.ts';

export const duplicateKey: Rule = {
  name: 'duplicate-key',
  aliases: [],
  origin: 'strake',
  severity: 'warning',
  fixable: false,
  url: 'https://docs.docker.com/reference/dockerfile/#env',
  docs: {
    summary: 'No key twice in one ENV or LABEL.',
    rationale: 'Only the last value counts.',
    bad: [{ text: 'FROM debian:12\nLABEL a=1 b=2 a=3\n' }],
    good: [{ text: 'FROM debian:12\nLABEL a=1 b=2\n' }, { text: 'FROM debian:12\nENV A=1\nENV A=2\n' }],
  },
  check(file, report) {
    for (const kind of ['env', 'label'] as const)
      for (const { node } of file.of(kind, true)) {
        const last = new Map(node.entries.map((entry) => [entry.key.text, entry]));
        for (const entry of node.entries)
          if (last.get(entry.key.text) !== entry)
            report(entry, `A later value of ${entry.key.text} in the same ${kind.toUpperCase()} counts`);
      }
  },
};
