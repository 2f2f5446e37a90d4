import type { Severity } from '@strake/core';
import type { Diagnostic } from 'vscode-languageserver';
import type { Span } from '../document/places.ts';
import { DiagnosticTags, SeverityNumbers } from '../lsp/kinds.ts';
import type { IgnorePattern, IgnoreState } from './ignore-state.ts';

/** Something about a pattern, with the text that would be right. */
export interface IgnoreProblem extends Span {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  /** Replaces the span. */
  readonly replacement?: string;
}

/** Patterns that a builder refuses, that can match nothing, or that mean something else in a `.gitignore`. */
export function ignoreProblems({ patterns }: IgnoreState): readonly IgnoreProblem[] {
  const seen = new Map<string, IgnorePattern>();
  return patterns.flatMap((pattern, index): IgnoreProblem[] => {
    const key = `${pattern.isException ? '!' : ''}${pattern.pattern}`;
    const earlier = seen.get(key);
    seen.set(key, pattern);
    const above = patterns.slice(0, index);
    const found = syntaxProblem(pattern) ?? orderProblem(pattern, above, earlier) ?? gitignoreProblem(pattern);
    return found === undefined ? [] : [found];
  });
}

export function ignoreDiagnostics(state: IgnoreState): readonly Diagnostic[] {
  return ignoreProblems(state).map((problem) => ({
    range: state.places.rangeOf(problem),
    severity: SeverityNumbers[problem.severity],
    code: problem.code,
    source: 'strake',
    message: problem.message,
    ...(problem.code === 'repeated-pattern' ? { tags: [DiagnosticTags.unnecessary] } : {}),
  }));
}

function problem(
  { patternStart, end }: IgnorePattern,
  code: string,
  severity: Severity,
  message: string,
  replacement?: string,
): IgnoreProblem {
  const given = { start: patternStart, end, code, severity, message };
  return replacement === undefined ? given : { ...given, replacement };
}

function syntaxProblem(pattern: IgnorePattern): IgnoreProblem | undefined {
  const { written, isException } = pattern;
  if (written === '' && isException)
    return problem(pattern, 'empty-exception', 'error', 'illegal exclusion pattern: "!"');
  if (hasOpenBracket(written))
    return problem(pattern, 'invalid-pattern', 'error', 'syntax error in pattern: the bracket is never closed');
  if (written.endsWith('\\'))
    return problem(pattern, 'invalid-pattern', 'error', 'syntax error in pattern: nothing follows the backslash');
  if (written.startsWith('#'))
    return problem(pattern, 'indented-comment', 'warning', 'Read as a pattern: a comment begins in the first column.');
  const comment = /\s+#\s.*$/.exec(written);
  if (comment)
    return problem(
      pattern,
      'trailing-comment',
      'warning',
      'Read as part of the pattern: a comment needs a line of its own.',
      written.slice(0, comment.index),
    );
  return undefined;
}

function orderProblem(
  pattern: IgnorePattern,
  above: readonly IgnorePattern[],
  earlier: IgnorePattern | undefined,
): IgnoreProblem | undefined {
  if (pattern.pattern === '..' || pattern.pattern.startsWith('../'))
    return problem(pattern, 'outside-context', 'warning', 'Matches nothing: it lies outside of the build context.');
  if (pattern.isException && !above.some(({ isException }) => !isException))
    return problem(pattern, 'useless-exception', 'warning', 'Takes back nothing: no pattern above excludes anything.');
  const between = above.slice(above.findIndex((known) => known === earlier) + 1);
  if (earlier !== undefined && between.every(({ isException }) => isException === pattern.isException))
    return problem(pattern, 'repeated-pattern', 'hint', `Already said on line ${earlier.line + 1}.`);
  return undefined;
}

const NESTED = /^(?:\*\.[\w*]+|__pycache__|\.DS_Store|Thumbs\.db|\.pytest_cache|\.mypy_cache|node_modules)$/;

/** What a `.gitignore` would do and an ignore file of a build does not. */
function gitignoreProblem(pattern: IgnorePattern): IgnoreProblem | undefined {
  const { written, isException, pattern: name } = pattern;
  if (/\{[^}/]*,[^}/]*\}/.test(written))
    return problem(pattern, 'brace-pattern', 'warning', 'Braces are no alternatives here: write one pattern a line.');
  if (isException || name.includes('/') || written.startsWith('/') || !NESTED.test(name)) return undefined;
  const message = `Matches at the root of the context only; a .gitignore would match at any depth: **/${name}`;
  return problem(pattern, 'gitignore-style', 'hint', message, `**/${written}`);
}

function hasOpenBracket(pattern: string): boolean {
  let open = false;
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern.charAt(i);
    if (char === '\\') i++;
    else if (char === '[' && !open) open = true;
    else if (char === ']' && open) open = false;
  }
  return open;
}
