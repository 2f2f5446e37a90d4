/**
 * Go's `filepath.Match`: `*` is any run of characters but `/`, `?` one character but `/`, `[a-z]` and `[^a-z]` a class,
 * `\` takes the next character as it is. The whole of `name` must match. A malformed pattern matches nothing.
 * Takes at most pattern length x name length steps, whatever the pattern.
 */
export function matchPath(pattern: string, name: string): boolean {
  const tokens = compile(pattern);
  return tokens !== undefined && run(tokens, Array.from(name));
}

/** Whether `pattern` is well formed: classes closed and not empty, no `\` at its end. */
export function isPattern(pattern: string): boolean {
  return compile(pattern) !== undefined;
}

/** Whether `pattern` holds anything but literal text. */
export function hasWildcard(pattern: string): boolean {
  return /[*?[\\]/.test(pattern);
}

/** A matcher for many names. `undefined` when the pattern is malformed. */
export function pathMatcher(pattern: string): ((name: string) => boolean) | undefined {
  const tokens = compile(pattern);
  return tokens && ((name) => run(tokens, Array.from(name)));
}

type Token =
  | { readonly kind: 'star' }
  | { readonly kind: 'any' }
  | { readonly kind: 'literal'; readonly char: string }
  | { readonly kind: 'class'; readonly negated: boolean; readonly ranges: readonly (readonly [number, number])[] };

/** Two cursors; on a mismatch only the last star seen gives up one more character. */
function run(tokens: readonly Token[], name: readonly string[]): boolean {
  let t = 0;
  let n = 0;
  let starToken = -1;
  let starName = 0;
  while (n < name.length || t < tokens.length) {
    const token = tokens[t];
    const char = name[n];
    if (token?.kind === 'star') {
      starToken = t;
      starName = n;
      t += 1;
    } else if (token && char !== undefined && accepts(token, char)) {
      t += 1;
      n += 1;
    } else {
      const next = name[starName];
      if (starToken === -1 || next === undefined || next === '/') return false;
      starName += 1;
      n = starName;
      t = starToken + 1;
    }
  }
  return true;
}

function accepts(token: Token, char: string): boolean {
  if (token.kind === 'literal') return token.char === char;
  if (char === '/' || token.kind === 'star') return false;
  if (token.kind === 'any') return true;
  const code = char.codePointAt(0) ?? 0;
  return token.ranges.some(([low, high]) => low <= code && code <= high) !== token.negated;
}

function compile(pattern: string): readonly Token[] | undefined {
  const chars = Array.from(pattern);
  const tokens: Token[] = [];
  for (let i = 0; i < chars.length; ) {
    const char = chars[i] as string;
    if (char === '[') {
      const found = compileClass(chars, i + 1);
      if (!found) return undefined;
      tokens.push(found.token);
      i = found.next;
    } else if (char === '\\') {
      const literal = chars[i + 1];
      if (literal === undefined) return undefined;
      tokens.push({ kind: 'literal', char: literal });
      i += 2;
    } else {
      tokens.push(char === '*' ? { kind: 'star' } : char === '?' ? { kind: 'any' } : { kind: 'literal', char });
      i += 1;
    }
  }
  return tokens;
}

/** The class whose text begins at `start`, after the bracket. */
function compileClass(chars: readonly string[], start: number): { token: Token; next: number } | undefined {
  const negated = chars[start] === '^';
  const ranges: [number, number][] = [];
  let i = negated ? start + 1 : start;
  while (chars[i] !== ']' || ranges.length === 0) {
    const low = classChar(chars, i);
    if (!low) return undefined;
    i = low.next;
    let high = low;
    if (chars[i] === '-') {
      const upper = classChar(chars, i + 1);
      if (!upper) return undefined;
      high = upper;
      i = upper.next;
    }
    ranges.push([low.code, high.code]);
  }
  return { token: { kind: 'class', negated, ranges }, next: i + 1 };
}

function classChar(chars: readonly string[], at: number): { code: number; next: number } | undefined {
  const escaped = chars[at] === '\\';
  const char = chars[escaped ? at + 1 : at];
  if (char === undefined || (!escaped && (char === '-' || char === ']'))) return undefined;
  const next = at + (escaped ? 2 : 1);
  return next < chars.length ? { code: char.codePointAt(0) ?? 0, next } : undefined;
}
