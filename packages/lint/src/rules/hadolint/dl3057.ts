import type { Rule } from '../../rule.ts';
import { isOrExtends, lineage } from '../../shell/variables.ts';

export const dl3057: Rule = {
  name: 'DL3057',
  aliases: [],
  origin: 'hadolint',
  severity: 'off',
  fixable: false,
  docs: {
    summary: 'A stage has a HEALTHCHECK.',
    rationale: 'Off unless its level is set: many images are no services.',
    bad: [{ text: 'FROM debian:12\nRUN make\n', settings: { rules: { DL3057: 'info' } } }],
    good: [{ text: 'FROM debian:12\nHEALTHCHECK CMD ["true"]\n', settings: { rules: { DL3057: 'info' } } }],
  },
  check(file, report) {
    for (const stage of file.stages) {
      if (stage.from === undefined) continue;
      if (file.stages.length > LIMIT) return;
      const line = lineage(stage);
      const isInherited = file.stages.some(
        (other) =>
          other !== stage && isOrExtends(other, stage) && file.of('healthcheck').some((check) => check.stage === other),
      );
      if (!isInherited && !file.of('healthcheck', true).some((check) => line.includes(check.stage)))
        report(stage.from, 'The stage has no HEALTHCHECK');
    }
  },
};

// So many stages are no longer compared with each other.
const LIMIT = 200;
