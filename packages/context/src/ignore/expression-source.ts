/** How Docker tests a pattern: `source` is a Go regular expression; the other kinds are plain string comparisons. */
export interface ExpressionSource {
  readonly kind: 'exact' | 'prefix' | 'suffix' | 'regexp';
  readonly source: string;
}

/** Docker means to escape `|`, `{` and `}` too, but its table of characters ends before them. */
const ESCAPED = /[.+()$]/;
const QUOTED = /[.+()|{}$*?[\]\\^]/g;

/**
 * The expression that Docker makes of an ignore pattern. It knows nothing of character classes, so that wildcards
 * inside `[...]` and letters behind `\` become whatever the expression syntax makes of them.
 */
export function expressionOf(pattern: string): ExpressionSource {
  const points = Array.from(pattern);
  let source = '';
  let kind: ExpressionSource['kind'] = 'exact';
  let tokens = 0;
  for (let i = 0; i < points.length; tokens++) {
    const token = tokenAt(points, i);
    i += token.length;
    source += token.source;
    if (token.kind === 'open' && kind === 'exact') kind = 'prefix';
    else if (token.kind !== 'literal') kind = 'regexp';
    if (tokens === 0 && (token.kind === 'open' || token.kind === 'deep')) kind = 'suffix';
  }
  return { kind, source: kind === 'regexp' ? `^${source}$` : plainSource(pattern, kind) };
}

interface Token {
  readonly length: number;
  readonly source: string;
  /** `open` is a `**` at the end, `deep` one before it. */
  readonly kind: 'literal' | 'wild' | 'open' | 'deep';
}

function tokenAt(points: readonly string[], i: number): Token {
  const point = points[i] ?? '';
  if (point === '*' && points[i + 1] === '*') {
    const length = points[i + 2] === '/' ? 3 : 2;
    return i + length >= points.length
      ? { length, source: '.*', kind: 'open' }
      : { length, source: '(.*/)?', kind: 'deep' };
  }
  if (point === '*') return { length: 1, source: '[^/]*', kind: 'wild' };
  if (point === '?') return { length: 1, source: '[^/]', kind: 'wild' };
  if (point === '\\') return { length: 2, source: `\\${points[i + 1] ?? ''}`, kind: 'wild' };
  if (point === '[' || point === ']') return { length: 1, source: point, kind: 'wild' };
  return { length: 1, source: ESCAPED.test(point) ? `\\${point}` : point, kind: 'literal' };
}

/** The string comparison of the other kinds as an expression; `[^\n]|\n` is not in the syntax, so `[\D\d]` is any. */
function plainSource(pattern: string, kind: 'exact' | 'prefix' | 'suffix'): string {
  const any = '[\\D\\d]*';
  if (kind === 'prefix') return `^${quoted(pattern.slice(0, -2))}${any}$`;
  if (kind === 'exact') return `^${quoted(pattern)}$`;
  const suffix = `^${any}${quoted(pattern.slice(2))}$`;
  return pattern[2] === '/' ? `${suffix}|^${quoted(pattern.slice(3))}$` : suffix;
}

function quoted(text: string): string {
  return text.replace(QUOTED, '\\$&');
}
