import type { TextDocumentContentChangeEvent } from 'vscode-languageserver';
import { type Position, TextDocument } from 'vscode-languageserver-textdocument';

/**
 * Texts that the protocol keeps in step with an editor. Places that are none, before the start or behind the end,
 * would spoil the line table for good: they count as the next place that is one.
 */
export const syncedText = {
  create: (uri: string, languageId: string, version: number, content: string): TextDocument =>
    TextDocument.create(uri, languageId, version, content),
  update: (document: TextDocument, changes: TextDocumentContentChangeEvent[], version: number): TextDocument =>
    // Each change speaks of the text that those before it have left.
    changes.reduce(
      (text, change) => TextDocument.update(text, [wellPlaced(text, change)], version),
      TextDocument.update(document, [], version),
    ),
};

function wellPlaced(text: TextDocument, change: TextDocumentContentChangeEvent): TextDocumentContentChangeEvent {
  if (!('range' in change)) return change;
  const { start, end } = change.range;
  const inText = (position: Position): Position => text.positionAt(text.offsetAt(wellFormed(position)));
  return { text: change.text, range: { start: inText(start), end: inText(end) } };
}

/** A position as whole numbers that are not negative; in front of the first line is the start. */
export function wellFormed({ line, character }: Position): Position {
  return line < 0 ? { line: 0, character: 0 } : { line: whole(line), character: whole(character) };
}

function whole(value: unknown): number {
  return typeof value === 'number' && value > 0 ? Math.min(Math.floor(value), Number.MAX_SAFE_INTEGER) : 0;
}
