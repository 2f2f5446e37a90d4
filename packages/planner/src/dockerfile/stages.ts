import type { ArgNode, FromNode, Instruction } from '@strake/parser';
import { Fault } from './fault.ts';

/** A stage as the file has it: FROM and what follows up to the next one. */
export interface Stage {
  readonly index: number;
  /** In lower case. */
  readonly name: string | undefined;
  readonly from: FromNode;
  readonly instructions: readonly Instruction[];
}

export interface FileLayout {
  /** ARGs before the first FROM. */
  readonly globals: readonly ArgNode[];
  readonly stages: readonly Stage[];
}

/** Cuts a file into global ARGs and stages. The first instruction that is neither is a fault. */
export function fileLayout(instructions: readonly Instruction[]): FileLayout {
  const globals: ArgNode[] = [];
  const stages: (Stage & { readonly instructions: Instruction[] })[] = [];
  for (const node of instructions) {
    const current = stages.at(-1);
    if (node.kind === 'from') stages.push(stageOf(node, stages.length));
    else if (current) current.instructions.push(node);
    else if (node.kind === 'arg') globals.push(node);
    else throw noStage(node);
  }
  return { globals, stages };
}

function stageOf(from: FromNode, index: number): Stage & { readonly instructions: Instruction[] } {
  return { index, name: from.alias?.text.toLowerCase(), from, instructions: [] };
}

function noStage(node: Instruction): Fault {
  return new Fault('no-build-stage', 'no build stage in current context', {
    span: node,
    hint: `only ARG may stand before the first FROM: put FROM above this ${node.keyword.text}`,
  });
}
