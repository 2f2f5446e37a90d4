const SHORT: Readonly<Record<string, string>> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
  '"': '\\"',
};
/** For most texts nothing more is needed, and compiling the other takes a millisecond. */
const ASCII = /^[ -~]$/;
const PLAIN = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

/** `text` as Go's `%q` prints it: what Docker's history and messages hold. */
export function goQuote(text: string): string {
  return `"${Array.from(text, quoteCharacter).join('')}"`;
}

/** A list as Go's `%q` prints it: `["a" "b"]`. */
export function goQuoteList(items: readonly string[]): string {
  return goList(items.map(goQuote));
}

/** A list as Go's `%v` prints it: `[a b]`. */
export function goList(items: readonly string[]): string {
  return `[${items.join(' ')}]`;
}

function quoteCharacter(character: string): string {
  const short = SHORT[character];
  if (short !== undefined) return short;
  if (ASCII.test(character) || PLAIN.test(character)) return character;
  const code = character.codePointAt(0) ?? 0;
  if (code >= 0xd800 && code <= 0xdfff) return '\\ufffd';
  if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`;
}
