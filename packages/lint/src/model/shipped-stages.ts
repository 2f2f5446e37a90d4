import type { LintFile } from './lint-file.ts';
import type { Stage } from './stages.ts';
import { usedStages } from './used-stages.ts';

/** The stages whose layers may end up in an image: the last one, those that nothing else uses, and what these are based on. */
export function shippedStages(file: LintFile): ReadonlySet<Stage | undefined> {
  const used = usedStages(file);
  const shipped = new Set<Stage>();
  for (const stage of file.stages) {
    if (used.has(stage) && stage !== file.stages.at(-1)) continue;
    for (let next: Stage | undefined = stage; next !== undefined && !shipped.has(next); next = next.base)
      shipped.add(next);
  }
  return shipped;
}
