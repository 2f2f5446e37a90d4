import type { LintFile, Placed } from '../model/lint-file.ts';
import type { Stage } from '../model/stages.ts';

/** Names of variables; what of a set is needed here. */
export interface Names {
  has(name: string): boolean;
}

/** Names that ENV and ARG define anywhere before an instruction; hadolint looks over the borders of stages too. */
export function definedBefore(file: LintFile, { top }: Placed): Names {
  return { has: (name) => (firstDefinitions(file).get(name) ?? Number.POSITIVE_INFINITY) < top.start };
}

const FIRST = new WeakMap<LintFile, ReadonlyMap<string, number>>();

/** Where each variable is defined first. */
function firstDefinitions(file: LintFile): ReadonlyMap<string, number> {
  const known = FIRST.get(file);
  if (known !== undefined) return known;
  const first = new Map<string, number>();
  for (const node of file.result.ast.instructions) {
    const keys = node.kind === 'env' ? node.entries : node.kind === 'arg' ? node.declarations : [];
    for (const { key } of keys) if (!first.has(key.text)) first.set(key.text, node.start);
  }
  FIRST.set(file, first);
  return first;
}

/** Whether a word ends in a variable of the file: its author sees to the version. */
export function isPinnedByVariable(value: string, names: Names): boolean {
  return [...value.matchAll(/\$\{?(\w+)/g)].some(([, name]) => names.has(name ?? ''));
}

/** A longer chain of stages is not followed to its end. */
const DEPTH = 100;

/** A stage and those it is based on. */
export function lineage(stage: Stage): readonly Stage[] {
  const known = LINEAGES.get(stage);
  if (known !== undefined) return known;
  const line: Stage[] = [];
  for (let next: Stage | undefined = stage; next !== undefined && line.length < DEPTH; next = next.base)
    line.push(next);
  LINEAGES.set(stage, line);
  return line;
}

const LINEAGES = new WeakMap<Stage, readonly Stage[]>();
