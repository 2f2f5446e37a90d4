import { compileExpression } from './expression.ts';
import { expressionOf } from './expression-source.ts';
import { MAX_SEGMENTS, type Segment, segmentPattern } from './segments.ts';
import { hasSimpleClasses, nameTest } from './name-test.ts';
import { syntaxError } from './syntax.ts';

/**
 * Where a pattern stands inside one directory. Patterns are matched along the walk, name by name, so that a directory
 * below which nothing can match is known before it is entered.
 */
export interface PatternState {
  /** Whether the child of this name is matched itself, not only something above or below it. */
  matches(name: string): boolean;
  /** The state inside the child directory of this name; undefined when nothing below it can match. */
  enter(name: string): PatternState | undefined;
}

export type CompiledPattern =
  /** `start` is the state at the root; undefined when the pattern matches no path at all. */
  | { readonly kind: 'pattern'; readonly start: PatternState | undefined }
  | { readonly kind: 'invalid'; readonly reason: string };

/** A cleaned ignore pattern without its `!`, ready to match. */
export function compilePattern(pattern: string): CompiledPattern {
  const reason = syntaxError(pattern);
  if (reason !== undefined) return { kind: 'invalid', reason };
  if (pattern.startsWith('/') || pattern === '.' || pattern === '..' || pattern.startsWith('../'))
    return { kind: 'pattern', start: undefined };
  const expression = expressionOf(pattern);
  const segments = segmentsOf(pattern, expression.kind);
  if (segments) return { kind: 'pattern', start: segmentPattern(segments, expression.kind === 'regexp') };
  return compileExpression(expression.source);
}

/** The pattern cut at its slashes, when matching it segment by segment is the same as matching Docker's expression. */
function segmentsOf(pattern: string, kind: 'exact' | 'prefix' | 'suffix' | 'regexp'): readonly Segment[] | undefined {
  if (kind !== 'exact' && /\*\*[^/]|[^/]\*\*/.test(pattern)) return undefined;
  if (kind === 'regexp' && (/[\\^|]|\{\d/.test(pattern) || !hasSimpleClasses(pattern))) return undefined;
  const texts = pattern.split('/').filter((text, i, all) => text !== '**' || all[i + 1] !== '**');
  if (texts.length > MAX_SEGMENTS) return undefined;
  return texts.map((text): Segment => {
    if (text === '**' && kind !== 'exact') return { kind: 'deep' };
    return { kind: 'name', test: kind === 'exact' ? (name) => name === text : nameTest(text) };
  });
}
