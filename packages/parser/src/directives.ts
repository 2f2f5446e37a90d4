import { skipSpace } from './lexer/space.ts';

/** A `name = value` after the comment sign. Offsets into the text given. */
export interface DirectiveMatch {
  readonly name: string;
  readonly value: string;
  readonly valueStart: number;
  readonly valueEnd: number;
}

/** Reads the text of a comment (`[start, end)` begins after its sign) as a directive of any name. */
export function matchDirective(text: string, start: number, end: number): DirectiveMatch | undefined {
  const nameStart = skipSpace(text, start, end);
  const nameEnd = directiveNameEnd(text, nameStart, end);
  if (nameEnd === nameStart) return undefined;
  const equals = skipRegexSpace(text, nameEnd, end);
  if (equals === end || text.charCodeAt(equals) !== 0x3d) return undefined;
  let valueStart = skipRegexSpace(text, equals + 1, end);
  // A value of nothing but blanks is its last blank.
  if (valueStart === end) valueStart--;
  if (valueStart === equals) return undefined;
  let valueEnd = end;
  while (valueEnd > valueStart + 1 && isRegexSpace(text.charCodeAt(valueEnd - 1))) valueEnd--;
  return {
    name: text.slice(nameStart, nameEnd).toLowerCase(),
    value: text.slice(valueStart, valueEnd),
    valueStart,
    valueEnd,
  };
}

/** End of `[A-Za-z][A-Za-z0-9]*`. */
function directiveNameEnd(text: string, start: number, end: number): number {
  let i = start;
  for (; i < end; i++) {
    const code = text.charCodeAt(i) | 0x20;
    const isLetter = code >= 0x61 && code <= 0x7a && text.charCodeAt(i) < 0x80;
    const isDigit = text.charCodeAt(i) >= 0x30 && text.charCodeAt(i) <= 0x39;
    if (!isLetter && !(isDigit && i > start)) break;
  }
  return i;
}

function skipRegexSpace(text: string, start: number, end: number): number {
  let i = start;
  while (i < end && isRegexSpace(text.charCodeAt(i))) i++;
  return i;
}

/** Go's `\s`. */
function isRegexSpace(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0c || code === 0x0d;
}
