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
}

/** Divides a file into its global ARGs and its stages. */
export function divide(ast: Dockerfile): Stages {
  const globals: ArgNode[] = [];
  const stages: (Stage & { readonly instructions: Instruction[] })[] = [];
  const names = new Map<string, Stage>();
  for (const node of ast.instructions) {
    if (node.kind === 'from') {
      const stage = stageOf(node, stages.length, names);
      stages.push(stage);
      if (stage.name !== undefined) names.set(stage.name.toLowerCase(), stage);
    } else if (stages.length === 0 && node.kind === 'arg') globals.push(node);
    else {
      if (stages.length === 0)
        stages.push({ index: 0, from: undefined, name: undefined, instructions: [], base: undefined });
      stages.at(-1)?.instructions.push(node);
    }
  }
  return { globals, stages };
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
export function findStage(stages: readonly Stage[], name: string): Stage | undefined {
  if (/^\d+$/.test(name)) return stages[Number(name)];
  let named = NAMED.get(stages);
  if (named === undefined) {
    named = new Map(stages.flatMap((stage) => (stage.name === undefined ? [] : [[stage.name.toLowerCase(), stage]])));
    NAMED.set(stages, named);
  }
  return named.get(name.toLowerCase());
}

/** The last stage of each name. */
const NAMED = new WeakMap<readonly Stage[], ReadonlyMap<string, Stage>>();
