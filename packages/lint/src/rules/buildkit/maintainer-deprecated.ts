import type { Rule } from '../../rule.ts';
import { maintainerFix } from '../../fix/maintainer-label.ts';

export const maintainerDeprecated: Rule = {
  name: 'MaintainerDeprecated',
  aliases: [],
  origin: 'buildkit',
  severity: 'warning',
  fixable: true,
  twin: 'DL4000',
  url: 'https://docs.docker.com/go/dockerfile/rule/maintainer-deprecated/',
  docs: {
    summary: 'MAINTAINER is deprecated.',
    rationale: 'A label says the same, can be read by every tool, and can be changed without a build.',
    bad: [
      {
        text: 'FROM alpine:3.20\nMAINTAINER Jo <jo@example.com>\n',
        fixed: 'FROM alpine:3.20\nLABEL org.opencontainers.image.authors="Jo <jo@example.com>"\n',
      },
    ],
    good: [{ text: 'FROM alpine:3.20\nLABEL org.opencontainers.image.authors="Jo <jo@example.com>"\n' }],
  },
  check(file, report) {
    for (const node of file.buildkit.read) {
      if (node.kind !== 'maintainer') continue;
      report(node, 'Maintainer instruction is deprecated in favor of using label', { fix: maintainerFix(node) });
    }
  },
};
