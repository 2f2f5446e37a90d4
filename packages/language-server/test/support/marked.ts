import { createDocumentState, type DocumentState } from '../../src/document/document-state.ts';

/** A Dockerfile with the places that `|` marks. `\|` is a plain bar. */
export interface Marked {
  readonly state: DocumentState;
  readonly text: string;
  readonly offsets: readonly number[];
  /** The first mark. */
  readonly offset: number;
}

const URI = 'file:///project/Dockerfile';

export function marked(written: string): Marked {
  const offsets: number[] = [];
  let text = '';
  for (const part of written.split(/(\\\||\|)/)) {
    if (part === '|') offsets.push(text.length);
    else text += part === '\\|' ? '|' : part;
  }
  return { state: createDocumentState({ uri: URI, text }), text, offsets, offset: offsets[0] ?? text.length };
}

interface LspRange {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

/** The text with `[` and `]` around each range. */
export function withRanges({ text, places }: DocumentState, ranges: readonly LspRange[]): string {
  const marks = ranges
    .flatMap(({ start, end }) => [
      { at: places.offsetAt(start), sign: '[' },
      { at: places.offsetAt(end), sign: ']' },
    ])
    .toSorted((a, b) => b.at - a.at);
  return marks.reduce((result, { at, sign }) => result.slice(0, at) + sign + result.slice(at), text);
}

/** The text after edits of the protocol. */
export function edited(
  { text, places }: DocumentState,
  edits: readonly { readonly range: LspRange; readonly newText: string }[],
): string {
  const ordered = edits.toSorted((a, b) => places.offsetAt(b.range.start) - places.offsetAt(a.range.start));
  return ordered.reduce(
    (result, { range, newText }) =>
      result.slice(0, places.offsetAt(range.start)) + newText + result.slice(places.offsetAt(range.end)),
    text,
  );
}
