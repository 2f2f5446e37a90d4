import type { Rule } from '../../rule.ts';
import { keyValueFix } from '../../fix/key-value.ts';

export const legacyKeyValueFormat: Rule = {
  name: 'LegacyKeyValueFormat',
  aliases: [],
  origin: 'buildkit',
  severity: 'warning',
  recommended: 'info',
  fixable: true,
  url: 'https://docs.docker.com/go/dockerfile/rule/legacy-key-value-format/',
  docs: {
    summary: 'ENV and LABEL use key=value.',
    rationale: 'The form with a blank takes one pair only, and all of the line as its value.',
    bad: [
      { text: 'FROM alpine:3.20\nENV dir /var/lib\n', fixed: 'FROM alpine:3.20\nENV dir=/var/lib\n' },
      { text: 'FROM alpine:3.20\nLABEL who some one\n', fixed: 'FROM alpine:3.20\nLABEL who="some one"\n' },
    ],
    good: [{ text: 'FROM alpine:3.20\nENV dir=/var/lib\n' }],
  },
  check(file, report) {
    for (const { node, at } of file.buildkit.steps) {
      if (node.kind !== 'env' && node.kind !== 'label') continue;
      const name = node.kind.toUpperCase();
      for (const entry of node.entries)
        if (entry.legacy)
          report(at, `"${name} key=value" should be used instead of legacy "${name} key value" format`, {
            fix: at === node ? keyValueFix(file.result, entry) : undefined,
          });
    }
  },
};
