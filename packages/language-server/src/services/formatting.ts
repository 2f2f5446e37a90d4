import { format, type FormatOptions, parse } from '@strake/parser';
import type { TextEdit } from 'vscode-languageserver';
import { cursorAt } from '../document/cursor.ts';
import type { DocumentState } from '../document/document-state.ts';
import { lineStartAt, type Span } from '../document/places.ts';

/** Edits that bring a file into one style, each as small as an instruction; what is in style already stays untouched. */
export function formatDocument(state: DocumentState, options: FormatOptions = {}): readonly TextEdit[] {
  return edits(state, options, () => true);
}

/** The edits for the instructions that a range touches. */
export function formatRange(state: DocumentState, span: Span, options: FormatOptions = {}): readonly TextEdit[] {
  const spanEnd = Math.max(span.end, span.start + 1);
  return edits(state, options, ({ start, end }) => start < spanEnd && span.start < end);
}

/**
 * After a line break: a line that continues the one above is indented as its neighbours are; an instruction that ends
 * above is brought into style.
 */
export function formatOnType(state: DocumentState, offset: number, options: FormatOptions = {}): readonly TextEdit[] {
  const { text, parse: parsed } = state;
  const lineStart = lineStartAt(text, offset);
  if (lineStart === 0 || cursorAt(state, offset).place === 'heredoc') return [];
  const above = text.slice(lineStartAt(text, lineStart - 1), lineStart - 1).trimEnd();
  if (above.endsWith(parsed.ast.escape) && !above.trimStart().startsWith('#'))
    return indentLine(state, lineStart, above, options);
  const done = parsed.ast.instructions.find(
    ({ start, end }) => start < lineStart && end >= lineStart - 2 && end <= lineStart,
  );
  return done === undefined || done.kind === 'invalid'
    ? []
    : formatRange(state, { start: done.start, end: done.end }, options);
}

function indentLine(
  { text, places }: DocumentState,
  lineStart: number,
  above: string,
  { indent = 4 }: FormatOptions,
): readonly TextEdit[] {
  const given = /^[ \t]*/.exec(text.slice(lineStart))?.[0] ?? '';
  const wanted = /^[ \t]+/.exec(above)?.[0] ?? ' '.repeat(indent);
  if (given === wanted) return [];
  return [{ range: places.rangeOf({ start: lineStart, end: lineStart + given.length }), newText: wanted }];
}

interface Piece extends Span {
  readonly text: string;
}

function edits(state: DocumentState, options: FormatOptions, isWanted: (span: Span) => boolean): readonly TextEdit[] {
  const formatted = format(state.text, options);
  if (formatted === state.text) return [];
  const before = piecesOf(state.text, state.parse.ast.instructions);
  const after = piecesOf(formatted, parse(formatted).ast.instructions);
  const isAligned = before.length === after.length;
  const all = isAligned ? before : [{ start: 0, end: state.text.length, text: state.text }];
  return all.filter(isWanted).flatMap((piece) => {
    const newText = isAligned ? (after[all.indexOf(piece)]?.text ?? '') : formatted;
    return replacement(state, piece, newText);
  });
}

/** An instruction each, with what stands between it and the one before; the last piece is the rest. */
function piecesOf(text: string, instructions: readonly Span[]): readonly Piece[] {
  const ends = [...instructions.map(({ end }) => end), text.length];
  return ends.map((end, index) => {
    const start = ends[index - 1] ?? 0;
    return { start, end, text: text.slice(start, end) };
  });
}

/** The edit without what is equal at both ends. */
function replacement(
  { places, text: whole }: DocumentState,
  { start, end, text }: Piece,
  newText: string,
): readonly TextEdit[] {
  if (text === newText) return [];
  const most = Math.min(text.length, newText.length);
  let head = 0;
  while (head < most && text[head] === newText[head]) head++;
  let tail = 0;
  while (tail < most - head && text.at(-1 - tail) === newText.at(-1 - tail)) tail++;
  // A position between the two characters of a line break does not exist for the protocol.
  if (isWithinBreak(whole, start + head)) head--;
  if (isWithinBreak(whole, end - tail)) tail--;
  const range = places.rangeOf({ start: start + head, end: end - tail });
  return [{ range, newText: newText.slice(head, newText.length - tail) }];
}

function isWithinBreak(text: string, offset: number): boolean {
  return text.charAt(offset - 1) === '\r' && text.charAt(offset) === '\n';
}
