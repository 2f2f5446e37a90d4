import type { Rule } from '../../rule.ts';
import type { Stage } from '../../model/stages.ts';

export const dl3045: Rule = {
  name: 'DL3045',
  aliases: [],
  origin: 'hadolint',
  severity: 'warning',
  fixable: false,
  docs: {
    summary: 'A relative COPY has a WORKDIR.',
    rationale: 'Where it goes depends on the base image otherwise.',
    bad: [{ text: 'FROM debian:12\nCOPY a b\n' }],
    good: [
      { text: 'FROM debian:12\nWORKDIR /app\nCOPY a b\n' },
      { text: 'FROM debian:12\nCOPY a /b\n' },
      { text: 'FROM debian:12\nCOPY a $DIR\n' },
    ],
  },
  check(file, report) {
    const moved = new Set<Stage>();
    for (const stage of file.stages) {
      if (stage.base !== undefined && moved.has(stage.base)) moved.add(stage);
      for (const top of stage.instructions) {
        const node = top.kind === 'onbuild' ? top.trigger : top;
        if (node.kind === 'workdir') moved.add(stage);
        if (node.kind !== 'copy' || moved.has(stage)) continue;
        const { destination } = node;
        const text = destination.kind === 'word' ? destination.text.replace(/^["']/, '') : destination.value;
        if (!/^(?:\/|\$|[a-zA-Z]:)/.test(text))
          report(top, 'COPY to a relative destination without WORKDIR', { focus: destination });
      }
    }
  },
};
