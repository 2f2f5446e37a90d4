import type { Instruction } from '@strake/parser';
import type { LintFile } from './lint-file.ts';
import { findStage, type Stage } from './stages.ts';

/** The stages that others are based on, copy from or mount. */
export function usedStages(file: LintFile): ReadonlySet<Stage> {
  const { stages } = file;
  const used = new Set<Stage>();
  const use = (stage: Stage | undefined): void => void (stage !== undefined && used.add(stage));
  // A name made of variables may be that of any stage.
  if (stages.some(({ from }) => from?.image.text.includes('$')))
    for (const stage of stages) if (stage.name !== undefined) use(stage);
  for (const { base, instructions } of stages) {
    use(base);
    for (const top of instructions) {
      const node = top.kind === 'onbuild' ? top.trigger : top;
      for (const name of sourcesOf(node)) use(findStage(file, name));
    }
  }
  return used;
}

/** What `--from` and mounts name. */
export function sourcesOf(node: Instruction): readonly string[] {
  const flags = node.flags.flatMap(({ name, value }) => (name === 'from' && value ? [value] : []));
  if (node.kind !== 'run') return flags;
  const fields = node.mounts.flatMap((mount) => mount.fields);
  return [...flags, ...fields.flatMap(({ key, value }) => (key === 'from' && value ? [value] : []))];
}
