import { placedIn } from '../../model/placed-in.ts';
import type { Rule } from '../../rule.ts';

export const dl4001: Rule = {
  name: 'DL4001',
  aliases: [],
  origin: 'hadolint',
  severity: 'warning',
  recommended: 'off',
  fixable: false,
  commands: ['wget', 'curl'],
  docs: {
    summary: 'Either wget or curl.',
    rationale: 'Two programs for one thing make the image bigger.',
    bad: [{ text: 'FROM debian:12\nRUN wget -q https://example.com/a\nRUN curl -O https://example.com/b\n' }],
    good: [{ text: 'FROM debian:12\nRUN curl -O https://example.com/b\n' }],
  },
  check(file, report) {
    for (const stage of file.stages) {
      const seen = new Set<string>();
      for (const run of placedIn(stage, 'run', true)) {
        const found = file.shell(run.node).commands.filter(({ name }) => name === 'wget' || name === 'curl');
        for (const { name } of found) seen.add(name);
        if (found[0] !== undefined && seen.size > 1)
          report(run.top, 'Use either wget or curl, not both', { focus: found[0] });
      }
    }
  },
};
