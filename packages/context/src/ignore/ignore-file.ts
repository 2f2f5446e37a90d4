import { type Diagnostic, lineTable } from '@strake/core';
import { cleanPath, trimSpace } from './go-path.ts';
import { compilePattern, type PatternState } from './pattern.ts';

/** One pattern of an ignore file. */
export interface IgnoreRule {
  /** Zero-based line; for patterns that come from no file, their index. */
  readonly line: number;
  /** As written, without white space at its ends. */
  readonly text: string;
  /** Cleaned, without the `!`. */
  readonly pattern: string;
  /** Whether it began with `!`: takes back what earlier rules ignored. */
  readonly negated: boolean;
  /** The pattern at the root; undefined when it matches nothing. */
  readonly start: PatternState | undefined;
}

export interface IgnoreFile {
  readonly rules: readonly IgnoreRule[];
  /** Patterns that cannot be read, each an error; Docker refuses to build with any of them. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Bytes that Docker accepts in a line. */
const MAX_LINE = 64 * 1024;

/** Reads an ignore file as Docker does. Never throws. */
export function parseIgnoreFile(text: string): IgnoreFile {
  const rules: IgnoreRule[] = [];
  const diagnostics: Diagnostic[] = [];
  const table = lineTable(text);
  for (const [line, written] of text.split('\n').entries()) {
    const content = line === 0 ? written.replace(/^\ufeff/, '') : written;
    const found = content.startsWith('#') ? undefined : ruleOf(normalise(content), trimSpace(content), line);
    if (found === undefined) continue;
    if (typeof found !== 'string') rules.push(found);
    else
      diagnostics.push({
        code: 'bad-ignore-pattern',
        severity: 'error',
        message: found,
        range: rangeOf(line, written),
      });
  }
  return { rules, diagnostics };

  function rangeOf(line: number, written: string): Diagnostic['range'] {
    const start = table.lineStart(line) + written.length - written.trimStart().length;
    return table.rangeOf({ start, end: Math.max(start, table.lineStart(line) + written.trimEnd().length) });
  }
}

/** Patterns that come one by one, as those of `COPY --exclude`: no comments, and a leading slash is not dropped. */
export function parseIgnorePatterns(patterns: readonly string[]): IgnoreFile {
  const rules: IgnoreRule[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const [index, text] of patterns.entries()) {
    const found = ruleOf(text, trimSpace(text), index);
    if (typeof found === 'string') {
      const range = lineTable(text).rangeOf({ start: 0, end: text.length });
      diagnostics.push({ code: 'bad-ignore-pattern', severity: 'error', message: found, range });
    } else if (found) rules.push(found);
  }
  return { rules, diagnostics };
}

/** What reading the file makes of a line, before the matcher looks at it. */
function normalise(line: string): string {
  const pattern = trimSpace(line);
  const negated = pattern.startsWith('!');
  const rest = negated ? trimSpace(pattern.slice(1)) : pattern;
  if (rest === '') return pattern === '' ? '' : '!';
  const clean = cleanPath(rest);
  return (negated ? '!' : '') + (clean.length > 1 && clean.startsWith('/') ? clean.slice(1) : clean);
}

/** The rule of a pattern, undefined for an empty one, or why it is bad. */
function ruleOf(pattern: string, text: string, line: number): IgnoreRule | string | undefined {
  if (text.length >= MAX_LINE) return 'pattern is longer than 64 KiB';
  const trimmed = trimSpace(pattern);
  if (trimmed === '') return undefined;
  const clean = cleanPath(trimmed);
  const negated = clean.startsWith('!');
  if (clean === '!') return 'illegal exclusion pattern: "!"';
  const compiled = compilePattern(negated ? clean.slice(1) : clean);
  if (compiled.kind === 'invalid') return compiled.reason;
  return { line, text, pattern: negated ? clean.slice(1) : clean, negated, start: compiled.start };
}
