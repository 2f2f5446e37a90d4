import type { CompletionItem } from 'vscode-languageserver';
import { stageAt } from '../../model/layout.ts';
import { stageTitle } from '../stage-text.ts';
import type { CompletionRequest } from './completion.ts';
import { item, tail } from './items.ts';

/** Stages above the one that the cursor is in; `--from` can also name them by index. */
export function stageItems(request: CompletionRequest, typed: string, isFrom = false): readonly CompletionItem[] {
  const { state, cursor } = request;
  const current = stageAt(state.model, cursor.span.start);
  // Of a FROM that is being written, the stage around is the one above.
  const earlier = state.model.stages.filter(({ index, start }) =>
    isFrom ? start < cursor.span.start && !(cursor.node?.start === start) : index < (current?.index ?? 0),
  );
  const span = tail(request, typed.length);
  return earlier.flatMap((stage) => {
    const label = stage.from.alias?.text ?? (isFrom ? undefined : String(stage.index));
    const detail = stageTitle(stage);
    return label === undefined ? [] : [item(request, label, span, { kind: 'class', detail, order: 0 })];
  });
}
