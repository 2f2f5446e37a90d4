import type { Instruction, InstructionName } from '@strake/parser';
import type { Placed } from './lint-file.ts';
import type { Stage } from './stages.ts';

/** The instructions of a kind within one stage; `true` adds those of ONBUILD. */
export function placedIn<K extends InstructionName>(
  stage: Stage,
  kind: K,
  withTriggers = false,
): readonly Placed<Extract<Instruction, { kind: K }>>[] {
  const found: Placed<Extract<Instruction, { kind: K }>>[] = [];
  for (const top of stage.instructions) {
    const node = withTriggers && top.kind === 'onbuild' ? top.trigger : top;
    if (isKind(node, kind)) found.push({ node, top, stage });
  }
  return found;
}

function isKind<K extends InstructionName>(node: Instruction, kind: K): node is Extract<Instruction, { kind: K }> {
  return node.kind === kind;
}
