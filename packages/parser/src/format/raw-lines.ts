import { continuationAt, isContent, trimReturns } from '../ast/source.ts';
import { trimSpaceEnd } from '../lexer/space.ts';
import type { Style } from './options.ts';

/**
 * The lines of `[start, end)` as they stand, for text whose blanks mean something: only empty lines, and blanks after
 * a continuation mark or a comment, are dropped.
 */
export function rawLines(text: string, start: number, end: number, style: Style): readonly string[] {
  const lines: string[] = [];
  for (let lineStart = start; lineStart <= end; ) {
    const found = text.indexOf('\n', lineStart);
    if (found < 0 || found >= end) {
      lines.push(text.slice(lineStart, end));
      break;
    }
    const lineEnd = trimReturns(text, lineStart, found);
    if (isContent(text, lineStart, lineEnd) || lineStart === start) {
      const mark = continuationAt(text, lineStart, lineEnd, style.escape.charCodeAt(0));
      lines.push(text.slice(lineStart, mark < 0 ? lineEnd : mark + 1));
    } else if (trimSpaceEnd(text, lineStart, lineEnd) > lineStart)
      lines.push(text.slice(lineStart, trimSpaceEnd(text, lineStart, lineEnd)));
    lineStart = found + 1;
  }
  return lines;
}
