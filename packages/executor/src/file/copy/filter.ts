import { type CreateExcluder, hasWildcard, isPattern, pathMatcher } from '@strake/oci';
import { FileOpError } from '../error.ts';

/** Makes a matcher of patterns in dockerignore syntax: whether a path, or a directory above it, is matched. */
export type CreateMatcher = CreateExcluder;

/** Which of the things below a copied directory are copied, by their paths relative to it. */
export interface Filter {
  /** Whether this is copied. */
  includes(path: string, directory: boolean): boolean;
  /** Whether something below a directory that is not copied may be. */
  mayIncludeBelow(directory: string): boolean;
}

/** What --exclude leaves out, by paths below a copied directory. Throws `INVALID_PATTERN`. */
export function excludeMatcher(patterns: readonly string[], createMatcher: CreateMatcher): ReturnType<CreateMatcher> {
  return createMatcher(patterns.flatMap(cleanPattern));
}

/**
 * `include` is a pattern of --parents, `exclude` those of --exclude. Undefined when everything is copied. Patterns are read as
 * they are written: one that begins with a slash matches nothing, since the paths never do. Throws `INVALID_PATTERN`.
 */
export function createFilter(
  include: string | undefined,
  exclude: readonly string[],
  createMatcher: CreateMatcher,
): Filter | undefined {
  const patterns = exclude.flatMap(cleanPattern);
  if (include === undefined && patterns.length === 0) return undefined;
  const included = include === undefined ? () => true : createMatcher(cleanPattern(include));
  const excluded = excludeMatcher(exclude, createMatcher);
  const hasExceptions = patterns.some((pattern) => pattern.startsWith('!'));
  const leadsTo = include === undefined ? () => true : prefixMatcher(include);
  return {
    includes: (path, directory) => included(path, directory) && !excluded(path, directory),
    mayIncludeBelow: (directory) => leadsTo(directory) && (hasExceptions || !excluded(directory, true)),
  };
}

/** Patterns of --exclude as they are matched; undefined when one cannot be read, which is said when it is copied. */
export function cleanExcludes(patterns: readonly string[]): readonly string[] | undefined {
  try {
    return patterns.flatMap(cleanPattern);
  } catch (error) {
    if (error instanceof FileOpError) return undefined;
    throw error;
  }
}

/** Cleaned by text, as Go's `filepath.Clean` does; nothing for a pattern that cannot match. */
function cleanPattern(text: string): readonly string[] {
  const trimmed = text.trim();
  const negated = trimmed.startsWith('!');
  const body = negated ? trimmed.slice(1).trim() : trimmed;
  if (!isPattern(body)) {
    throw new FileOpError('INVALID_PATTERN', `${JSON.stringify(text)}: syntax error in pattern`, {
      data: { pattern: text },
    });
  }
  if (negated && body === '')
    throw new FileOpError('INVALID_PATTERN', 'illegal exclusion pattern: "!"', { data: { pattern: text } });
  if (body === '' || body.startsWith('/')) return [];
  const kept: string[] = [];
  for (const segment of body.split('/')) {
    if (segment === '..' && kept.length > 0) kept.pop();
    else if (segment === '..') return [];
    else if (segment !== '' && segment !== '.') kept.push(segment);
  }
  return kept.length === 0 ? [] : [`${negated ? '!' : ''}${kept.join('/')}`];
}

/** Whether a directory is on the way to what `pattern` can match. */
function prefixMatcher(pattern: string): (directory: string) => boolean {
  const segments = pattern.split('/');
  const free = segments.indexOf('**');
  const levels = (free === -1 ? segments : segments.slice(0, free)).map((segment) =>
    hasWildcard(segment) ? (pathMatcher(segment) ?? (() => false)) : (name: string) => name === segment,
  );
  return (directory) => {
    const names = directory.split('/');
    if (free === -1 && names.length >= levels.length) return false;
    return levels.every((level, i) => i >= names.length || level(names[i] ?? ''));
  };
}
