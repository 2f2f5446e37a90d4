import type { Rule } from '../../rule.ts';
import { findReferences } from '@strake/parser';

export const dl3044: Rule = {
  name: 'DL3044',
  aliases: [],
  origin: 'hadolint',
  severity: 'error',
  fixable: false,
  docs: {
    summary: 'ENV does not use what it defines.',
    rationale: 'All values of one ENV are taken from before it: the variable is empty, or an older one.',
    bad: [{ text: 'FROM debian:12\nENV A=1 B=$A\n' }],
    good: [{ text: 'FROM debian:12\nENV A=1\nENV B=$A\n' }, { text: 'FROM debian:12\nENV A=1\nENV A=2 B=$A\n' }],
  },
  check(file, report) {
    const known = new Set<string>();
    for (const { node, top } of file.of('env')) {
      const names = new Set(node.entries.map(({ key }) => key.text));
      const isUsed = node.entries.some(({ key, value }) =>
        findReferences(value.text).some(({ name }) => name !== key.text && names.has(name) && !known.has(name)),
      );
      if (isUsed) report(top, 'A variable is not there yet within the ENV that defines it');
      for (const name of names) known.add(name);
    }
  },
};
