import type { Rule } from '../../rule.ts';

export const dl3050: Rule = {
  name: 'DL3050',
  aliases: [],
  origin: 'hadolint',
  severity: 'info',
  fixable: false,
  docs: {
    summary: 'No labels outside of the schema.',
    rationale: 'Only with `strictLabels`.',
    bad: [
      { text: 'FROM debian:12\nLABEL other=1\n', settings: { labelSchema: { owner: 'text' }, strictLabels: true } },
    ],
    good: [
      { text: 'FROM debian:12\nLABEL owner=1\n', settings: { labelSchema: { owner: 'text' }, strictLabels: true } },
    ],
  },
  check(file, report) {
    const { labelSchema, strictLabels } = file.config;
    if (!strictLabels) return;
    for (const { node, top } of file.of('label', true)) {
      const bad = node.entries.find(({ key }) => !Object.hasOwn(labelSchema, key.text.replace(/^["']|["']$/g, '')));
      if (bad !== undefined) report(top, `The label ${bad.key.text} is not in the schema`, { focus: bad.key });
    }
  },
};
