import type { Rule } from '../../rule.ts';

export const slowStepOrder: Rule = {
  name: 'slow-step-order',
  aliases: [],
  origin: 'strake',
  severity: 'info',
  fixable: false,
  url: 'https://docs.docker.com/build/cache/optimize/',
  docs: {
    summary: 'What is slow comes before what changes.',
    rationale:
      'A RUN after `COPY . .` runs again after every change; the last build says how long that takes. Needs the times of the last build.',
    bad: [{ text: 'FROM debian:12\nCOPY . /app\nRUN make deps\n', facts: { steps: [{ line: 2, seconds: 95 }] } }],
    good: [
      { text: 'FROM debian:12\nCOPY . /app\nRUN make deps\n', facts: { steps: [{ line: 2, seconds: 2 }] } },
      { text: 'FROM debian:12\nCOPY . /app\nRUN make deps\n' },
    ],
  },
  check(file, report) {
    if (file.facts.steps === undefined) return;
    for (const { instructions } of file.stages) {
      const all = instructions.find(
        (node) =>
          node.kind === 'copy' &&
          !node.flags.some(({ name }) => name === 'from') &&
          node.sources.some((source) => /^\.?\/?$/.test(source.kind === 'word' ? source.text : source.value)),
      );
      if (all === undefined) continue;
      for (const node of instructions) {
        if (node.kind !== 'run' || node.start < all.start) continue;
        const seconds = file.measured(node)?.seconds ?? 0;
        if (seconds >= LIMIT)
          report(
            node.command,
            `This took ${Math.round(seconds)} s in the last build, and runs again after every change of the sources`,
          );
      }
    }
  },
};

/** Seconds. */
const LIMIT = 30;
