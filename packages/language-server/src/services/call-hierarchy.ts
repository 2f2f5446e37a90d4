import type { CallHierarchyIncomingCall, CallHierarchyItem, CallHierarchyOutgoingCall } from 'vscode-languageserver';
import type { DocumentState } from '../document/document-state.ts';
import { touches } from '../document/places.ts';
import { SymbolKinds } from '../lsp/kinds.ts';
import type { Stage } from '../model/layout.ts';
import type { StageUse } from '../model/stage-names.ts';
import { stageLabel, stageTitle } from './stage-text.ts';

/** The stage under the cursor: where it is used, or in its FROM. */
export function prepareCallHierarchy(state: DocumentState, offset: number): readonly CallHierarchyItem[] {
  const { stages, stageUses } = state.model;
  const used = stageUses.uses.find((use) => use.stage !== undefined && touches(use, offset))?.stage;
  const stage = used ?? stages.find(({ from }) => touches(from, offset));
  return stage === undefined ? [] : [stageItem(state, stage)];
}

/** The stages that take something from one. */
export function incomingCalls(state: DocumentState, item: CallHierarchyItem): readonly CallHierarchyIncomingCall[] {
  const uses = state.model.stageUses.uses.filter(({ stage }) => stage !== undefined && stage.index === item.data);
  return grouped(uses, ({ user }) => user).map(([user, ranges]) => ({
    from: stageItem(state, user),
    fromRanges: ranges.map((use) => state.places.rangeOf(use)),
  }));
}

/** The stages that one takes something from. */
export function outgoingCalls(state: DocumentState, item: CallHierarchyItem): readonly CallHierarchyOutgoingCall[] {
  const uses = state.model.stageUses.uses.filter(({ user }) => user.index === item.data);
  return grouped(uses, ({ stage }) => stage).map(([stage, ranges]) => ({
    to: stageItem(state, stage),
    fromRanges: ranges.map((use) => state.places.rangeOf(use)),
  }));
}

function stageItem({ uri, places }: DocumentState, stage: Stage): CallHierarchyItem {
  return {
    name: stageLabel(stage),
    detail: stageTitle(stage),
    kind: SymbolKinds.class,
    uri,
    range: places.rangeOf(stage),
    selectionRange: places.rangeOf(stage.from.alias ?? stage.from.image),
    data: stage.index,
  };
}

function grouped(
  uses: readonly StageUse[],
  stageOf: (use: StageUse) => Stage | undefined,
): readonly (readonly [Stage, readonly StageUse[]])[] {
  const groups = new Map<Stage, StageUse[]>();
  for (const use of uses) {
    const stage = stageOf(use);
    if (stage) groups.set(stage, [...(groups.get(stage) ?? []), use]);
  }
  return [...groups];
}
