import type { ParseResult } from '@strake/parser';
import { touches } from '../document/places.ts';
import { type ShellScripts, shellScriptsOf } from '../shell/shell-scripts.ts';
import { type Layout, layoutOf, stageAt } from './layout.ts';
import { createNameTable, type Name, type Occurrence } from './names.ts';
import { type StageFacts, stageNamesOf } from './stage-names.ts';
import type { Variables } from './scope.ts';
import { type VariableFacts, type VariableUse, variablesOf } from './variables.ts';

/** What a Dockerfile says as a whole: its stages, its variables and every name with its places. */
export interface FileModel extends Layout {
  readonly names: readonly Name[];
  readonly scripts: ShellScripts;
  readonly variables: VariableFacts;
  readonly stageUses: StageFacts;
}

export function modelOf(parse: ParseResult): FileModel {
  const names = createNameTable();
  const layout = layoutOf(parse);
  const scripts = shellScriptsOf(parse, layout);
  const stageUses = stageNamesOf(layout, names);
  const variables = variablesOf(parse, layout, scripts, names);
  return { ...layout, names: names.all(), scripts, variables, stageUses };
}

/** The name that a cursor is on. */
export function occurrenceAt({ names }: FileModel, offset: number): Occurrence | undefined {
  let best: Occurrence | undefined;
  for (const { occurrences } of names)
    for (const occurrence of occurrences)
      if (touches(occurrence, offset) && (best === undefined || occurrence.start > best.start)) best = occurrence;
  return best;
}

/** The use of a variable that a cursor is on. */
export function variableUseAt({ variables }: FileModel, offset: number): VariableUse | undefined {
  return variables.uses.findLast((use) => touches(use, offset));
}

/** The variables that an instruction written at this place sees. FROM sees only those in front of the first stage. */
export function variablesAt(model: FileModel, offset: number, isFrom = false): Variables {
  const { variables } = model;
  const stage = stageAt(model, offset);
  if (isFrom) return variables.after(undefined);
  const instructions = stage?.instructions ?? model.globals;
  const next = instructions.findIndex(({ end }) => end >= offset);
  const node = instructions[next];
  if (node === undefined) return variables.after(stage);
  return variables.before(node);
}
