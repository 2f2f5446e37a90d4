import { skipSpace } from '../lexer/space.ts';

/** What the nodes of one file read their texts from. */
export interface Source {
  readonly text: string;
  readonly escape: '\\' | '`';
}

/**
 * The logical text of `[start, end)`: without continuation marks, line breaks, and the comment and empty lines between
 * continued lines. What stands before `end` on its line is content.
 */
export function logicalText(source: Source, start: number, end: number): string {
  const { text } = source;
  const written = text.slice(start, end);
  if (!written.includes('\n')) return written;
  const lastLine = text.lastIndexOf('\n', end - 1) + 1;
  return joinLines(source, start, lastLine) + text.slice(lastLine, end);
}

/** As `logicalText` of whole lines: `start` may be within the first, `end` is the end of the last. */
export function joinLines({ text, escape }: Source, start: number, end: number): string {
  const mark = escape.charCodeAt(0);
  let result = '';
  for (let lineStart = start; lineStart < end; ) {
    const found = text.indexOf('\n', lineStart);
    const lineBreak = found < 0 || found >= end ? end : found;
    const lineEnd = trimReturns(text, lineStart, lineBreak);
    if (lineStart === start || isContent(text, lineStart, lineEnd)) {
      const continuation = continuationAt(text, lineStart, lineEnd, mark);
      result += text.slice(lineStart, continuation < 0 ? lineEnd : continuation);
    }
    lineStart = lineBreak + 1;
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
export function isContent(text: string, start: number, end: number): boolean {
  const first = skipSpace(text, start, end);
  return first < end && text.charCodeAt(first) !== 0x23;
}
