import type { ArgNode, Dockerfile, FromNode, Instruction } from '@strake/parser';

/** A stage: FROM and what follows it. A text without FROM is one stage too. */
export interface Stage {
  readonly index: number;
  readonly from: FromNode | undefined;
  /** As written. */
  readonly name: string | undefined;
  /** After FROM. */
  readonly instructions: readonly Instruction[];
  /** The earlier stage that FROM names. */
  readonly base: Stage | undefined;
}

export interface Stages {
  readonly globals: readonly ArgNode[];
  readonly stages: readonly Stage[];
  /** The last stage of each name in lower case. */
  readonly named: ReadonlyMap<string, Stage>;
}

/** Divides a file into its global ARGs and its stages. */
export function divide(ast: Dockerfile): Stages {
  const globals: ArgNode[] = [];
  const stages: (Stage & { readonly instructions: Instruction[] })[] = [];
  const named = new Map<string, Stage>();
  for (const node of ast.instructions) {
    if (node.kind === 'from') {
      const stage = stageOf(node, stages.length, named);
      stages.push(stage);
      if (stage.name !== undefined) named.set(stage.name.toLowerCase(), stage);
    } else if (stages.length === 0 && node.kind === 'arg') globals.push(node);
    else {
      if (stages.length === 0)
        stages.push({ index: 0, from: undefined, name: undefined, instructions: [], base: undefined });
      stages.at(-1)?.instructions.push(node);
    }
  }
  return { globals, stages, named };
}

function stageOf(
  from: FromNode,
  index: number,
  names: ReadonlyMap<string, Stage>,
): Stage & { readonly instructions: Instruction[] } {
  const base = names.get(from.image.text.toLowerCase());
  return { index, from, name: from.alias?.text, instructions: [], base };
}

/** The stage that `--from` or a mount's `from` names, by name or index. */
export function findStage({ stages, named }: Stages, name: string): Stage | undefined {
  return /^\d+$/.test(name) ? stages[Number(name)] : named.get(name.toLowerCase());
}
