import type { LintFile, Placed } from '../model/lint-file.ts';
import type { Stage } from '../model/stages.ts';

/** Names of variables; what of a set is needed here. */
export interface Names {
  has(name: string): boolean;
}

/** Names that ENV and ARG define anywhere before an instruction; hadolint looks over the borders of stages too. */
export function definedBefore({ firstDefinitions }: LintFile, { top }: Placed): Names {
  return { has: (name) => (firstDefinitions.get(name) ?? Number.POSITIVE_INFINITY) < top.start };
}

/** Whether a word ends in a variable of the file: its author sees to the version. */
export function isPinnedByVariable(value: string, names: Names): boolean {
  return [...value.matchAll(/\$\{?(\w+)/g)].some(([, name]) => names.has(name ?? ''));
}

/** A longer chain of stages is not followed to its end. */
const DEPTH = 100;

/** A stage and those it is based on. */
export function lineage(stage: Stage): readonly Stage[] {
  const line: Stage[] = [];
  for (let next: Stage | undefined = stage; next !== undefined && line.length < DEPTH; next = next.base)
    line.push(next);
  return line;
}

/** Whether a stage is another one or based on it. */
export function isOrExtends(stage: Stage, other: Stage): boolean {
  let next: Stage | undefined = stage;
  for (let depth = 0; next !== undefined && depth < DEPTH; depth++) {
    if (next === other) return true;
    next = next.base;
  }
  return false;
}
