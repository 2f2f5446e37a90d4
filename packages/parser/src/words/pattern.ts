/** One element of a `${name#pattern}` glob: a literal character, `?` or `*`. Neither wildcard matches a line break. */
type Element =
  | { readonly kind: 'literal'; readonly char: string }
  | { readonly kind: 'one' }
  | { readonly kind: 'many' };

export type Pattern = readonly Element[];

/** A pattern, or why there is none: BuildKit's `invalid escape '\x'`. */
export function parsePattern(text: string): Pattern | { readonly fault: string } {
  // A byte order mark at the very start is dropped, as by Go's text/scanner.
  const chars = [...(text.startsWith('\ufeff') ? text.slice(1) : text)];
  const pattern: Element[] = [];
  for (let i = 0; i < chars.length; i++) {
    let char = chars[i] ?? '';
    if (char === '*') pattern.push({ kind: 'many' });
    else if (char === '?') pattern.push({ kind: 'one' });
    else {
      if (char === '\\') {
        const next = chars[i + 1];
        if (next === '}' || next === '/') continue;
        if (next !== '*' && next !== '?' && next !== '\\') return { fault: `invalid escape '\\${next ?? '\ufffd'}'` };
        char = next;
        i++;
      }
      pattern.push({ kind: 'literal', char });
    }
  }
  return pattern;
}

/** Length of the shortest or longest prefix of `chars` that matches, or -1. */
export function matchPrefix(pattern: Pattern, chars: readonly string[], longest: boolean): number {
  let states = closure(pattern, [0]);
  let found = -1;
  for (let i = 0; ; i++) {
    if (states.at(-1) === pattern.length) {
      found = i;
      if (!longest) return found;
    }
    if (i === chars.length || states.length === 0) return found;
    states = closure(pattern, advance(pattern, states, chars[i] ?? ''));
  }
}

/** Leftmost longest match in `chars` from `from` on. */
export function findMatch(
  pattern: Pattern,
  chars: readonly string[],
  from: number,
): { readonly start: number; readonly end: number } | undefined {
  // One start per state, the smallest: the leftmost match is the one wanted, so a later start never wins.
  let starts = new Map<number, number>();
  let best: { start: number; end: number } | undefined;
  for (let i = from; ; i++) {
    if (best === undefined && !starts.has(0)) starts.set(0, i);
    starts = closeStarts(pattern, starts);
    const start = starts.get(pattern.length);
    if (start !== undefined && (best === undefined || start <= best.start)) best = { start, end: i };
    if (i === chars.length) return best;
    starts = advanceStarts(pattern, starts, chars[i] ?? '', best?.start ?? Infinity);
    if (best !== undefined && starts.size === 0) return best;
  }
}

/** Whether the pattern has no wildcard, and its text then. */
export function literalOf(pattern: Pattern): string | undefined {
  let text = '';
  for (const element of pattern) {
    if (element.kind !== 'literal') return undefined;
    text += element.char;
  }
  return text;
}

/** Ascending states reachable without a character; `many` may be skipped. */
function closure(pattern: Pattern, states: readonly number[]): number[] {
  const result: number[] = [];
  for (const state of states) {
    for (let s = state; result.length === 0 || s > (result.at(-1) ?? -1); s++) {
      result.push(s);
      if (pattern[s]?.kind !== 'many') break;
    }
  }
  return result;
}

function advance(pattern: Pattern, states: readonly number[], char: string): number[] {
  const next: number[] = [];
  for (const state of states) {
    const target = step(pattern[state], state, char);
    if (target >= 0 && next.at(-1) !== target) next.push(target);
  }
  return next;
}

function step(element: Element | undefined, state: number, char: string): number {
  if (element === undefined) return -1;
  if (element.kind === 'literal') return element.char === char ? state + 1 : -1;
  if (char === '\n') return -1;
  return element.kind === 'one' ? state + 1 : state;
}

function closeStarts(pattern: Pattern, starts: ReadonlyMap<number, number>): Map<number, number> {
  const result = new Map<number, number>();
  for (const [state, start] of [...starts].sort((a, b) => a[0] - b[0])) {
    for (let s = state; ; s++) {
      if ((result.get(s) ?? Infinity) <= start) break;
      result.set(s, start);
      if (pattern[s]?.kind !== 'many') break;
    }
  }
  return result;
}

function advanceStarts(
  pattern: Pattern,
  starts: ReadonlyMap<number, number>,
  char: string,
  limit: number,
): Map<number, number> {
  const next = new Map<number, number>();
  for (const [state, start] of starts) {
    if (start > limit) continue;
    const target = step(pattern[state], state, char);
    if (target >= 0 && start < (next.get(target) ?? Infinity)) next.set(target, start);
  }
  return next;
}
