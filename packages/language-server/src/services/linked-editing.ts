import { heredocsOf } from '@strake/parser';
import type { LinkedEditingRanges } from 'vscode-languageserver';
import type { DocumentState } from '../document/document-state.ts';
import { type Span, touches } from '../document/places.ts';
import { occurrenceAt } from '../model/file-model.ts';

/** Places that are typed together: the two ends of a heredoc, and a stage's name with its uses. */
export function linkedEditingRanges(state: DocumentState, offset: number): LinkedEditingRanges | undefined {
  const heredoc = heredocSpans(state, offset);
  if (heredoc) return { ranges: heredoc.map((span) => state.places.rangeOf(span)), wordPattern: String.raw`[\w.-]+` };
  const occurrence = occurrenceAt(state.model, offset);
  if (occurrence?.name.kind !== 'stage' || !occurrence.isWritten) return undefined;
  const { text } = state;
  const same = occurrence.name.occurrences.filter(
    ({ start, end }) => text.slice(start, end) === text.slice(occurrence.start, occurrence.end),
  );
  return { ranges: same.map((span) => state.places.rangeOf(span)), wordPattern: String.raw`[\w.-]+` };
}

function heredocSpans({ parse, text }: DocumentState, offset: number): readonly Span[] | undefined {
  for (const node of parse.ast.instructions) {
    if (offset < node.start || offset > node.end) continue;
    for (const { name, start, end, terminatorStart, terminatorEnd } of heredocsOf(node)) {
      const at = text.slice(start, end).lastIndexOf(name);
      const opening = { start: start + at, end: start + at + name.length };
      const closing = { start: terminatorStart, end: terminatorEnd };
      if (name === '' || at < 0 || terminatorEnd === terminatorStart) continue;
      if (touches(opening, offset) || touches(closing, offset)) return [opening, closing];
    }
  }
  return undefined;
}
