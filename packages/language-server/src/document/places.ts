import type { Position, Range } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { wellFormed } from './synced-text.ts';

/**
 * Offsets to the protocol's positions and back. The protocol also ends lines at a lone carriage return, BuildKit does not:
 * all that leaves or enters the server goes through here.
 */
export interface Places {
  positionAt(offset: number): Position;
  offsetAt(position: Position): number;
  rangeOf(span: Span): Range;
}

/** Offsets, exclusive end. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export function placesOf(text: string): Places {
  return placesIn(TextDocument.create('', '', 0, text));
}

/** The places of a document that the protocol keeps in step with its editor. */
export function placesIn(document: TextDocument): Places {
  return {
    positionAt: (offset) => document.positionAt(offset),
    offsetAt: (position) => document.offsetAt(wellFormed(position)),
    rangeOf: ({ start, end }) => ({ start: document.positionAt(start), end: document.positionAt(end) }),
  };
}

/** Whether an offset lies in a span or at its end, where a cursor behind a word is. */
export function touches({ start, end }: Span, offset: number): boolean {
  return start <= offset && offset <= end;
}

/** Start of the line that an offset is in. */
export function lineStartAt(text: string, offset: number): number {
  // A negative index would count as 0 and find a line break there.
  return offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}
