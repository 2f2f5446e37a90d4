import type { Hover } from 'vscode-languageserver';
import type { DocumentState } from '../../document/document-state.ts';
import { type Span, touches } from '../../document/places.ts';
import { directives } from '../../knowledge/values.ts';
import { occurrenceAt, variableUseAt } from '../../model/file-model.ts';
import type { Sources } from '../../sources/sources.ts';
import { imageHover } from './image-hover.ts';
import { instructionHover } from './instruction-hover.ts';
import { ruleHover } from './rule-hover.ts';
import { stageHover } from './stage-hover.ts';
import { variableHover } from './variable-hover.ts';

/** Markdown about a place of the text. */
export interface HoverText extends Span {
  readonly markdown: string;
}

/** What there is to say of the place under the mouse. */
export async function hover(
  state: DocumentState,
  offset: number,
  sources: Sources = {},
  signal: AbortSignal = new AbortController().signal,
): Promise<Hover | undefined> {
  const text =
    (await namesHover(state, offset, sources, signal)) ?? (await instructionHover(state, offset, sources, signal));
  const found = text ?? ruleHover(state, offset) ?? directiveHover(state, offset);
  if (found === undefined) return undefined;
  return { contents: { kind: 'markdown', value: found.markdown }, range: state.places.rangeOf(found) };
}

async function namesHover(
  state: DocumentState,
  offset: number,
  sources: Sources,
  signal: AbortSignal,
): Promise<HoverText | undefined> {
  const { model } = state;
  const use = variableUseAt(model, offset);
  if (use) return variableHover(state, use, use.variable);
  const stageUse = model.stageUses.uses.find((known) => touches(known, offset));
  if (stageUse?.stage) return { ...stageHover(state, stageUse.stage), start: stageUse.start, end: stageUse.end };
  if (stageUse) return await imageHover(stageUse, sources, signal);
  const occurrence = occurrenceAt(model, offset);
  if (occurrence?.role !== 'definition') return undefined;
  if (occurrence.name.kind === 'stage') {
    const stage = model.stages.find(({ from }) => from.alias?.start === occurrence.start);
    return stage && { ...stageHover(state, stage), start: occurrence.start, end: occurrence.end };
  }
  const variable = model.variables.definitions.find(({ place }) => place?.start === occurrence.start);
  return variable && variableHover(state, occurrence, variable);
}

function directiveHover({ parse }: DocumentState, offset: number): HoverText | undefined {
  const directive = parse.ast.directives.find((known) => touches(known, offset));
  const known = directives.find(({ name }) => name === directive?.name);
  return directive && known && { start: directive.start, end: directive.end, markdown: known.doc };
}
