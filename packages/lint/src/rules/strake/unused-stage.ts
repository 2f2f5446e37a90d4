import type { Rule } from '../../rule.ts';
import { usedStages } from '../../model/used-stages.ts';

export const unusedStage: Rule = {
  name: 'unused-stage',
  aliases: [],
  origin: 'strake',
  severity: 'off',
  fixable: false,
  url: 'https://docs.docker.com/build/building/multi-stage/',
  docs: {
    summary: 'Every named stage is used by another.',
    rationale:
      'Such a stage is built only when asked for by name. That may be what it is for: tests, say. Off unless its level is set.',
    bad: [
      {
        text: 'FROM debian:12 AS test\nRUN make test\nFROM debian:12\n',
        settings: { rules: { 'unused-stage': 'info' } },
      },
    ],
    good: [{ text: 'FROM debian:12 AS a\nRUN make\nFROM a\n' }],
  },
  check(file, report) {
    const used = usedStages(file);
    for (const stage of file.stages.slice(0, -1))
      if (stage.from?.alias !== undefined && !used.has(stage) && file.facts.target !== stage.name)
        report(stage.from.alias, `No other stage uses ${stage.from.alias.text}`);
  },
};
