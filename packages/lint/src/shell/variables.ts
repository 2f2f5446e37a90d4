import type { LintFile, Placed } from '../model/lint-file.ts';
import type { Stage } from '../model/stages.ts';

/** Names that ENV and ARG define anywhere before an instruction; hadolint looks over the borders of stages too. */
export function definedBefore(file: LintFile, { top }: Placed): ReadonlySet<string> {
  const names = new Set<string>();
  for (const node of file.result.ast.instructions) {
    if (node.start >= top.start) break;
    if (node.kind === 'env') for (const { key } of node.entries) names.add(key.text);
    if (node.kind === 'arg') for (const { key } of node.declarations) names.add(key.text);
  }
  return names;
}

/** Whether a word ends in a variable of the file: its author sees to the version. */
export function isPinnedByVariable(value: string, names: ReadonlySet<string>): boolean {
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
