/** White space as Unicode defines it (and Go's `unicode.IsSpace`): what BuildKit trims and splits shell-like words on. */
export function isSpace(code: number): boolean {
  if (code < 0x80) return code === 0x20 || (code >= 0x09 && code <= 0x0d);
  if (code < 0x1680) return code === 0x85 || code === 0xa0;
  return (
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000
  );
}

/** The characters that end a keyword and separate whitespace-delimited words: no others do. */
function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0d || code === 0x0b || code === 0x0c;
}

/** White space where BuildKit looks at bytes instead of characters. */
export function isAsciiSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d);
}

/** First offset in `[start, end)` that is no ASCII white space, else `end`. */
export function skipAsciiSpace(text: string, start: number, end: number): number {
  let i = start;
  while (i < end && isAsciiSpace(text.charCodeAt(i))) i++;
  return i;
}

/** First offset in `[start, end)` that is no white space, else `end`. */
export function skipSpace(text: string, start: number, end: number): number {
  let i = start;
  while (i < end && isSpace(text.charCodeAt(i))) i++;
  return i;
}

/** First offset in `[start, end)` that is no blank, else `end`. */
export function skipBlank(text: string, start: number, end: number): number {
  let i = start;
  while (i < end && isBlank(text.charCodeAt(i))) i++;
  return i;
}

/** First offset in `[start, end)` that is a blank, else `end`. */
export function findBlank(text: string, start: number, end: number): number {
  let i = start;
  while (i < end && !isBlank(text.charCodeAt(i))) i++;
  return i;
}

/** End of `[start, end)` without trailing white space. */
export function trimSpaceEnd(text: string, start: number, end: number): number {
  let i = end;
  while (i > start && isSpace(text.charCodeAt(i - 1))) i--;
  return i;
}

/** Go's `strings.TrimSpace`. */
export function trimSpace(text: string): string {
  const start = skipSpace(text, 0, text.length);
  return text.slice(start, trimSpaceEnd(text, start, text.length));
}
