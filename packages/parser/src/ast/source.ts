import { skipSpace } from '../lexer/space.ts';

/** What the nodes of one file read their texts from. */
export interface Source {
  readonly text: string;
  readonly escape: '\\' | '`';
}

/**
 * The logical text of `[start, end)`: without continuation marks, line breaks, and the comment and empty lines between
 * continued lines. `end` must not lie inside a continuation mark.
 */
export function logicalText(source: Source, start: number, end: number): string {
  const { text } = source;
  const firstBreak = text.indexOf('\n', start);
  if (firstBreak < 0 || firstBreak >= end) return text.slice(start, end);
  let result = '';
  let lineStart = start;
  while (lineStart < end) {
    const found = text.indexOf('\n', lineStart);
    const isLast = found < 0 || found >= end;
    const lineEnd = isLast ? end : trimReturns(text, lineStart, found);
    if (lineStart === start || isContent(text, lineStart, lineEnd)) {
      const mark = isLast ? -1 : continuationAt(text, lineStart, lineEnd, source.escape.charCodeAt(0));
      result += text.slice(lineStart, mark < 0 ? lineEnd : mark);
    }
    lineStart = isLast ? end : found + 1;
  }
  return result;
}

/** `end` moved before the `\r`s that belong to the line break there. */
export function trimReturns(text: string, start: number, end: number): number {
  let i = end;
  while (i > start && text.charCodeAt(i - 1) === 0x0d) i--;
  return i;
}

/**
 * Place of the escape character that continues the line `[start, end)`, or -1: the last character but for blanks and
 * tabs, and not directly after another escape character.
 */
export function continuationAt(text: string, start: number, end: number, escape: number): number {
  let i = end - 1;
  while (i >= start && (text.charCodeAt(i) === 0x20 || text.charCodeAt(i) === 0x09)) i--;
  if (i < start || text.charCodeAt(i) !== escape) return -1;
  return i > start && text.charCodeAt(i - 1) === escape ? -1 : i;
}

/** Whether a line inside a continued instruction is neither empty nor a comment. */
function isContent(text: string, start: number, end: number): boolean {
  const first = skipSpace(text, start, end);
  return first < end && text.charCodeAt(first) !== 0x23;
}
