import type { Rule } from '../../rule.ts';

export const dl3048: Rule = {
  name: 'DL3048',
  aliases: [],
  origin: 'hadolint',
  severity: 'hint',
  fixable: false,
  docs: {
    summary: 'Label keys are well formed.',
    rationale: "Lower case, digits, dots, dashes, slashes, underscores; some namespaces are Docker's own.",
    bad: [{ text: 'FROM debian:12\nLABEL Not--Good=1\n' }, { text: 'FROM debian:12\nLABEL com.docker.x=1\n' }],
    good: [{ text: 'FROM debian:12\nLABEL org.opencontainers.image.title=x\n' }],
  },
  check(file, report) {
    for (const { node, top } of file.of('label', true)) {
      const bad = node.entries.find(({ key }) => !isWellFormed(key.text.replace(/^["']|["']$/g, '')));
      if (bad !== undefined) report(top, `The key ${bad.key.text} is not well formed`, { focus: bad.key });
    }
  },
};

function isWellFormed(key: string): boolean {
  return (
    /^[a-z](?:[a-z0-9._/-]*[a-z0-9])?$/.test(key) &&
    !/--|\.\./.test(key) &&
    !/^(?:com\.docker|io\.docker|org\.dockerproject)\./.test(key)
  );
}
