import type { Rule } from '../../rule.ts';

export const maintainerDeprecated: Rule = {
  name: 'MaintainerDeprecated',
  aliases: ['DL4000'],
  origin: 'buildkit',
  severity: 'warning',
  fixable: true,
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
    for (const node of file.result.ast.instructions) {
      if (node.kind !== 'maintainer') continue;
      const value = node.name.text.replace(/^"(.*)"$/s, '$1').replace(/["\\]/g, '\\$&');
      report(node, 'The MAINTAINER instruction is deprecated, use a label instead to define an image author', {
        fix: {
          title: 'Replace MAINTAINER by a label',
          edits: [{ start: node.start, end: node.end, newText: `LABEL org.opencontainers.image.authors="${value}"` }],
        },
      });
    }
  },
};
