import type { LintFile } from './lint-file.ts';
import { findStage, type Stage } from './stages.ts';

/** The stages that others are based on, copy from or mount. */
export function usedStages({ stages }: LintFile): ReadonlySet<Stage> {
  const used = new Set<Stage>();
  const use = (stage: Stage | undefined): void => void (stage !== undefined && used.add(stage));
  for (const { base, from, instructions } of stages) {
    use(base);
    // A name made of variables may be that of any stage.
    if (from?.image.text.includes('$')) for (const stage of stages) if (stage.name !== undefined) use(stage);
    for (const top of instructions) {
      const node = top.kind === 'onbuild' ? top.trigger : top;
      for (const { name, value } of node.flags) if (name === 'from' && value) use(findStage(stages, value));
      if (node.kind !== 'run') continue;
      for (const { key, value } of node.mounts.flatMap(({ fields }) => fields))
        if (key === 'from' && value) use(findStage(stages, value));
    }
  }
  return used;
}
