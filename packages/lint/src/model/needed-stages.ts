import type { LintFile } from './lint-file.ts';
import { findStage, type Stage } from './stages.ts';
import { sourcesOf } from './used-stages.ts';

/** The stages that the target is made of, in source order: what they are based on, copy from and mount. */
export function neededStages(file: LintFile, bases: ReadonlyMap<Stage, Stage>): readonly Stage[] {
  const { stages, facts } = file;
  const { target } = facts;
  const needed = new Set<Stage>();
  const pending = [target === undefined ? stages.at(-1) : findStage(file, target)];
  while (pending.length > 0) {
    const stage = pending.pop();
    if (stage === undefined || needed.has(stage)) continue;
    needed.add(stage);
    pending.push(bases.get(stage));
    for (const node of stage.instructions)
      for (const name of sourcesOf(node.kind === 'onbuild' ? node.trigger : node)) pending.push(findStage(file, name));
  }
  return stages.filter((stage) => needed.has(stage));
}
