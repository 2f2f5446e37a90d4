import type { DocumentHighlight, Location } from 'vscode-languageserver';
import type { DocumentState } from '../document/document-state.ts';
import { HighlightKinds } from '../lsp/kinds.ts';
import { occurrenceAt } from '../model/file-model.ts';
import type { Occurrence } from '../model/names.ts';

/** All places of the name under the cursor: a stage, an ARG, an ENV, an image or named context. */
export function findReferences(
  { uri, model, places }: DocumentState,
  offset: number,
  options: { readonly includeDeclaration?: boolean } = {},
): readonly Location[] {
  const occurrences = occurrenceAt(model, offset)?.name.occurrences ?? [];
  return occurrences
    .filter(({ role }) => role === 'use' || (options.includeDeclaration ?? true))
    .map((occurrence) => ({ uri, range: places.rangeOf(occurrence) }));
}

/** The same places as marks: written where it is defined, read where it is used. */
export function findHighlights({ model, places }: DocumentState, offset: number): readonly DocumentHighlight[] {
  const occurrences: readonly Occurrence[] = occurrenceAt(model, offset)?.name.occurrences ?? [];
  return occurrences.map((occurrence) => ({
    range: places.rangeOf(occurrence),
    kind: occurrence.role === 'definition' ? HighlightKinds.write : HighlightKinds.read,
  }));
}
