import type { Rule } from '../../rule.ts';
import type { LintFile } from '../../model/lint-file.ts';
import type { Stage } from '../../model/stages.ts';
import { isOrExtends, lineage } from '../../shell/variables.ts';

export const dl3049: Rule = {
  name: 'DL3049',
  aliases: [],
  origin: 'hadolint',
  severity: 'info',
  fixable: false,
  docs: {
    summary: 'Labels of the schema are there.',
    rationale: 'Which ones a house wants is said by `labelSchema`.',
    bad: [{ text: 'FROM debian:12\nRUN make\n', settings: { labelSchema: { owner: 'text' } } }],
    good: [
      { text: 'FROM debian:12\nLABEL owner=me\n', settings: { labelSchema: { owner: 'text' } } },
      { text: 'FROM debian:12\nRUN make\n' },
    ],
  },
  check(file, report) {
    const wanted = Object.keys(file.config.labelSchema);
    if (wanted.length === 0) return;
    for (const stage of file.stages) {
      if (stage.from === undefined || isCopiedFrom(file, stage)) continue;
      const related = [...lineage(stage), ...file.stages.filter((other) => isOrExtends(other, stage))];
      const there = new Set(
        file
          .of('label')
          .filter((label) => related.includes(label.stage))
          .flatMap(({ node }) => node.entries.map(({ key }) => key.text.replace(/^["']|["']$/g, ''))),
      );
      for (const key of wanted) if (!there.has(key)) report(stage.from, `The label ${key} is missing`);
    }
  },
};

/** A stage that only others copy from is no image of its own. */
function isCopiedFrom(file: LintFile, stage: Stage): boolean {
  return file.of('copy').some(({ node }) => {
    const from = node.flags.find(({ name }) => name === 'from')?.value;
    return from !== undefined && (from === stage.name || from === String(stage.index));
  });
}
