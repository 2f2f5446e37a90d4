import type { Location } from 'vscode-languageserver';
import type { DocumentState } from '../document/document-state.ts';
import { type Span, touches } from '../document/places.ts';
import { occurrenceAt, variableUseAt } from '../model/file-model.ts';
import type { Stage } from '../model/layout.ts';
import type { Sources } from '../sources/sources.ts';
import { contextFileAt } from './context-files.ts';

/** Where the variable or stage under the cursor is set, or the file of the build context that it names. */
export async function findDefinition(
  state: DocumentState,
  offset: number,
  sources: Sources = {},
  signal: AbortSignal = new AbortController().signal,
): Promise<readonly Location[]> {
  const spans = definitionsInFile(state, offset);
  if (spans.length > 0) return spans.map((span) => ({ uri: state.uri, range: state.places.rangeOf(span) }));
  const path = contextFileAt(state, offset);
  const uri = path === undefined ? undefined : await sources.files?.locate(state.uri, path, signal);
  const start = { line: 0, character: 0 };
  return uri === undefined ? [] : [{ uri, range: { start, end: start } }];
}

function definitionsInFile({ model }: DocumentState, offset: number): readonly Span[] {
  const stage = model.stageUses.uses.find((use) => use.stage !== undefined && touches(use, offset))?.stage;
  if (stage) return [stageSpan(stage)];
  const place = variableUseAt(model, offset)?.variable?.place;
  if (place) return [place];
  const occurrence = occurrenceAt(model, offset);
  if (occurrence?.role !== 'definition') return [];
  return [globalOf(model, occurrence.name.text, occurrence) ?? occurrence];
}

/** The name of a stage, else all of its FROM. */
function stageSpan({ from }: Stage): Span {
  return from.alias ?? from;
}

/** An `ARG NAME` in a stage leads to the one in front of the stages. */
function globalOf({ stages, variables }: DocumentState['model'], name: string, at: Span): Span | undefined {
  if (at.start < (stages[0]?.start ?? Infinity)) return undefined;
  const isArgument = stages.some(({ instructions }) =>
    instructions.some((node) => node.kind === 'arg' && node.start <= at.start && at.end <= node.end),
  );
  return isArgument ? variables.after(undefined).get(name)?.place : undefined;
}
