import { findMatch, literalOf, matchPrefix, parsePattern, type Pattern } from './pattern.ts';

/** A value after `#`, `%` or `/`, or the fault of the pattern. */
export type Substituted = { readonly value: string } | { readonly fault: string };

/** `${name#word}`, `##`, `%`, `%%`. `word` still has the second sign of a doubled operator in front. */
export function trimByPattern(operator: '#' | '%', word: string, value: string): Substituted {
  const longest = word.startsWith(operator);
  const text = longest ? word.slice(1) : word;
  // A suffix is a prefix of the reversed text; a lone backslash at the end of the pattern so comes to its front.
  const written = operator === '%' ? reverseEscaped(text) : text;
  const pattern = parsePattern(written);
  if ('fault' in pattern) return invalid(written, pattern.fault);
  const chars = [...value];
  if (operator === '#') {
    const length = matchPrefix(pattern, chars, longest);
    return { value: length < 0 ? value : chars.slice(length).join('') };
  }
  const length = matchPrefix(pattern, [...chars].reverse(), longest);
  return { value: length < 0 ? value : chars.slice(0, chars.length - length).join('') };
}

/** `${name/pattern/replacement}` and, with `all`, `${name//pattern/replacement}`. */
export function replaceByPattern(value: string, patternText: string, replacement: string, all: boolean): Substituted {
  const pattern = parsePattern(patternText);
  if ('fault' in pattern) return invalid(patternText, pattern.fault);
  return { value: all ? replaceAll(value, pattern, replacement) : replaceFirst(value, pattern, replacement) };
}

function replaceFirst(value: string, pattern: Pattern, replacement: string): string {
  const literal = literalOf(pattern);
  if (literal !== undefined) {
    const at = value.indexOf(literal);
    return at < 0 ? value : value.slice(0, at) + replacement + value.slice(at + literal.length);
  }
  const chars = [...value];
  const match = findMatch(pattern, chars, 0);
  if (match === undefined) return value;
  return chars.slice(0, match.start).join('') + replacement + chars.slice(match.end).join('');
}

/** An empty match directly after a match does not count, as in Go's `ReplaceAllString`. */
function replaceAll(value: string, pattern: Pattern, replacement: string): string {
  const chars = [...value];
  let result = '';
  let copied = 0;
  let from = 0;
  while (from <= chars.length) {
    const match = findMatch(pattern, chars, from);
    if (match === undefined) break;
    result += chars.slice(copied, match.start).join('');
    if (match.end > copied || match.start === 0)
      result += expandTemplate(replacement, chars.slice(match.start, match.end).join(''));
    copied = match.end;
    from = match.end > from ? match.end : from + 1;
  }
  return result + chars.slice(copied).join('');
}

/** Go's replacement templates: `$0` is the match, every other `$name` is empty, `$$` is a dollar sign. */
function expandTemplate(template: string, match: string): string {
  return template.replace(
    /\$(?:(\$)|([\p{L}\p{Nd}_]+)|\{([\p{L}\p{Nd}_]+)\})/gu,
    (_, dollar: string | undefined, name: string | undefined, braced: string | undefined) => {
      if (dollar !== undefined) return '$';
      return /^0+$/.test(name ?? braced ?? '') ? match : '';
    },
  );
}

function invalid(pattern: string, why: string): Substituted {
  return { fault: `invalid pattern (${pattern}) in substitution: ${why}` };
}

/** The pattern from back to front, but each escape still before its character. */
function reverseEscaped(pattern: string): string {
  const chars = [...pattern];
  let result = '';
  for (let i = 0; i < chars.length; i++) {
    const char = chars[i] ?? '';
    if (char === '\\' && i + 1 < chars.length) result = char + (chars[++i] ?? '') + result;
    else result = char + result;
  }
  return result;
}
