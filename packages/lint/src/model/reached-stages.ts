import type { LintFile } from './lint-file.ts';
import type { Stage } from './stages.ts';

/** The stages whose layers are part of the final image: the last one and those that it is based on. */
export function reachedStages({ stages }: LintFile): ReadonlySet<Stage> {
  const reached = new Set<Stage>();
  for (let stage = stages.at(-1); stage !== undefined; stage = stage.base) reached.add(stage);
  return reached;
}
