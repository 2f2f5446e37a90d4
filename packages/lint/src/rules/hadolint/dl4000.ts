import type { Rule } from '../../rule.ts';
import { maintainerFix } from '../../fix/maintainer-label.ts';

export const dl4000: Rule = {
  name: 'DL4000',
  aliases: [],
  origin: 'hadolint',
  severity: 'error',
  recommended: 'warning',
  fixable: true,
  docs: {
    summary: 'MAINTAINER is deprecated.',
    rationale: 'A label says the same and can be read by every tool.',
    bad: [
      {
        text: 'FROM debian:12\nMAINTAINER Jo\n',
        fixed: 'FROM debian:12\nLABEL org.opencontainers.image.authors="Jo"\n',
      },
    ],
    good: [{ text: 'FROM debian:12\nLABEL org.opencontainers.image.authors=Jo\n' }],
  },
  check(file, report) {
    for (const node of file.result.ast.instructions)
      if (node.kind === 'maintainer')
        report(node, 'MAINTAINER is deprecated; use a label', { fix: maintainerFix(node) });
  },
};
