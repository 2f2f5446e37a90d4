import type { Rule } from '../../rule.ts';
import { usedStages } from '../../model/used-stages.ts';

export const deadStage: Rule = {
  name: 'dead-stage',
  aliases: [],
  origin: 'strake',
  severity: 'warning',
  fixable: false,
  url: 'https://docs.docker.com/build/building/multi-stage/',
  docs: {
    summary: 'Every stage is part of something.',
    rationale: 'A stage without a name that no other stage uses is built for nothing.',
    bad: [{ text: 'FROM debian:12\nRUN make\nFROM debian:12\nCOPY a /a\n' }],
    good: [
      { text: 'FROM debian:12\nRUN make\nFROM debian:12\nCOPY --from=0 /a /a\n' },
      { text: 'FROM debian:12 AS test\nRUN make test\nFROM debian:12\n' },
    ],
  },
  check(file, report) {
    const used = usedStages(file);
    for (const stage of file.stages.slice(0, -1))
      if (stage.from !== undefined && stage.name === undefined && !used.has(stage))
        report(stage.from, 'No other stage uses this one, and it has no name to be built by');
  },
};
