import { baseImage, SCRATCH } from '../../model/base-image.ts';
import type { Rule } from '../../rule.ts';
import type { LintFile } from '../../model/lint-file.ts';
import type { Stage } from '../../model/stages.ts';

export const dl3045: Rule = {
  name: 'DL3045',
  aliases: [],
  origin: 'hadolint',
  severity: 'warning',
  recommended: 'info',
  fixable: false,
  docs: {
    summary: 'A relative COPY has a WORKDIR.',
    rationale: 'Where it goes depends on the base image otherwise.',
    bad: [{ text: 'FROM debian:12\nCOPY a b\n' }],
    doubtful: [
      { text: 'FROM scratch\nCOPY a b\n', why: 'there is nothing else than the root' },
      { text: 'FROM node:22\nCOPY a b\n', why: 'the base image may have a WORKDIR: nobody has looked' },
    ],
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
          report(top, 'COPY to a relative destination without WORKDIR', {
            focus: destination,
            isDoubtful: goesSomewhere(file, stage),
          });
      }
    }
  },
};

/** Not known to go to the root of a base image by mistake. */
function goesSomewhere(file: LintFile, stage: Stage): boolean {
  const image = baseImage(file, stage);
  return image === undefined || image === SCRATCH || !/^\/?$/.test(image.workingDir ?? '');
}
