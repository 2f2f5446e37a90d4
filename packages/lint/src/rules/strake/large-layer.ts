import type { Rule } from '../../rule.ts';

export const largeLayer: Rule = {
  name: 'large-layer',
  aliases: [],
  origin: 'strake',
  severity: 'info',
  fixable: false,
  about: 'size',
  url: 'https://docs.docker.com/build/building/multi-stage/',
  docs: {
    summary: 'No layer is huge.',
    rationale:
      'Everybody who pulls the image waits for it, again after every change of what is above. Needs the sizes of the last build.',
    bad: [{ text: 'FROM debian:12\nRUN make install\n', facts: { steps: [{ line: 1, layerBytes: 700_000_000 }] } }],
    good: [
      { text: 'FROM debian:12\nRUN make install\n', facts: { steps: [{ line: 1, layerBytes: 7_000_000 }] } },
      { text: 'FROM debian:12\nRUN make install\n' },
    ],
  },
  check(file, report) {
    if (file.facts.steps === undefined) return;
    for (const { instructions } of file.stages)
      for (const node of instructions) {
        const bytes = file.measured(node)?.layerBytes ?? 0;
        if (bytes < LIMIT) continue;
        const name = node.keyword.text.toUpperCase();
        report(node.keyword, `The layer of this ${name} took ${Math.round(bytes / 1e6)} MB in the last build`, {
          hint: 'build in a stage of its own and copy what is needed, or delete in the same RUN what is not',
        });
      }
  },
};

/** Bytes. */
const LIMIT = 500_000_000;
