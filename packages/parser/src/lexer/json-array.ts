/** A string element: its place (with quotes) and value. */
export interface JsonString {
  readonly start: number;
  readonly end: number;
  readonly value: string;
}

/**
 * What an argument that begins with `[` is: an array of strings, an array with something else in it, or no JSON at
 * all (`undefined`), which makes it a shell command that happens to begin with a bracket.
 */
export type JsonArray = { readonly strings: readonly JsonString[]; readonly end: number } | 'mixed' | undefined;

/** Reads `[from, to)`, which begins with `[`. */
export function readJsonArray(text: string, from: number, to: number): JsonArray {
  const strings: JsonString[] = [];
  let i = skip(text, from + 1, to);
  if (text.charCodeAt(i) === 0x5d && i < to) return atEnd(text, i + 1, to) ? { strings, end: i + 1 } : undefined;
  for (;;) {
    const end = text.charCodeAt(i) === 0x22 ? stringEnd(text, i, to) : -1;
    if (end < 0) return isOtherArray(text.slice(from, to)) ? 'mixed' : undefined;
    const value = decode(text.slice(i, end));
    if (value === undefined) return undefined;
    strings.push({ start: i, end, value });
    i = skip(text, end, to);
    const separator = i < to ? text.charCodeAt(i) : 0;
    if (separator === 0x5d) return atEnd(text, i + 1, to) ? { strings, end: i + 1 } : undefined;
    if (separator !== 0x2c) return undefined;
    i = skip(text, i + 1, to);
    if (i >= to) return undefined;
  }
}

/** Only JSON's own white space may follow. */
function atEnd(text: string, from: number, to: number): boolean {
  return skip(text, from, to) === to;
}

function skip(text: string, from: number, to: number): number {
  let i = from;
  for (; i < to; i++) {
    const code = text.charCodeAt(i);
    if (code !== 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d) break;
  }
  return i;
}

/** Offset after the closing quote, or -1. */
function stringEnd(text: string, start: number, to: number): number {
  for (let i = start + 1; i < to; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x22) return i + 1;
    if (code === 0x5c) i++;
  }
  return -1;
}

function decode(literal: string): string | undefined {
  const plain = literal.slice(1, -1);
  if (!/[\\\u0000-\u001f]/.test(plain)) return plain;
  try {
    return (JSON.parse(literal) as string).toWellFormed();
  } catch {
    return undefined;
  }
}

/** Whether this is valid JSON for Go: its numbers must fit a float64, its depth is bounded. */
function isOtherArray(text: string): boolean {
  try {
    return isDecodable(JSON.parse(text) as unknown);
  } catch {
    return false;
  }
}

const MAX_DEPTH = 10_000;

function isDecodable(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    const next: unknown[] = [];
    for (const item of level) {
      if (typeof item === 'number' && !Number.isFinite(item)) return false;
      if (typeof item !== 'object' || item === null) continue;
      if (depth >= MAX_DEPTH) return false;
      for (const child of Object.values(item)) next.push(child);
    }
    level = next;
  }
  return true;
}
