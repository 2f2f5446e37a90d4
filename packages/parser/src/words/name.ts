const LETTER = /^\p{L}$/u;
const DIGIT = /^\p{Nd}$/u;
const SPECIAL = '@*#?-$!0';

/**
 * End of the variable name at `start`: letters, digits and `_`; or digits only, if it starts with one; or one special
 * parameter (`$@`). Equals `start` when there is no name.
 */
export function nameEnd(text: string, start: number): number {
  if (start >= text.length) return start;
  if (isDigitAt(text, start)) {
    let i = start;
    while (i < text.length && isDigitAt(text, i)) i += widthAt(text, i);
    return i;
  }
  if (SPECIAL.includes(text.charAt(start))) return start + 1;
  let i = start;
  while (i < text.length && isNameChar(text, i)) i += widthAt(text, i);
  return i;
}

function isNameChar(text: string, i: number): boolean {
  const code = text.charCodeAt(i);
  if (code < 0x80) return isAsciiLetter(code) || (code >= 0x30 && code <= 0x39) || code === 0x5f;
  const char = String.fromCodePoint(text.codePointAt(i) ?? 0);
  return LETTER.test(char) || DIGIT.test(char);
}

function isAsciiLetter(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a);
}

function isDigitAt(text: string, i: number): boolean {
  const code = text.charCodeAt(i);
  if (code < 0x80) return code >= 0x30 && code <= 0x39;
  return DIGIT.test(String.fromCodePoint(text.codePointAt(i) ?? 0));
}

/** Code units of the character at `i`. */
function widthAt(text: string, i: number): number {
  return (text.codePointAt(i) ?? 0) > 0xffff ? 2 : 1;
}
