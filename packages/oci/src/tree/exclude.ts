import { pathMatcher } from './match-path.ts';

/** Whether a path, relative to the directory that the patterns are for, is excluded. */
export type PathFilter = (path: string) => boolean;

/**
 * Exclusion by patterns in .dockerignore syntax (moby/patternmatcher): anchored, a pattern also covers what is below what
 * it matches, `**` spans any number of directories, `!` takes back, the last match wins. Malformed patterns exclude
 * nothing.
 */
export function excludeFilter(patterns: readonly string[]): PathFilter {
  const rules = patterns.flatMap(compileRule);
  if (rules.length === 0) return () => false;
  return (path) => {
    const names = path.split('/');
    return rules.findLast((rule) => covers(rule.segments, names))?.excludes ?? false;
  };
}

type Segment = '**' | ((name: string) => boolean);
interface Rule {
  readonly excludes: boolean;
  readonly segments: readonly Segment[];
}

function compileRule(text: string): readonly Rule[] {
  const trimmed = text.trim();
  const excludes = !trimmed.startsWith('!');
  const names = (excludes ? trimmed : trimmed.slice(1).trim()).split('/').filter((n) => n !== '' && n !== '.');
  const segments: Segment[] = [];
  for (const name of names) {
    const match = name === '**' ? '**' : pathMatcher(name);
    if (match === undefined) return [];
    segments.push(match);
  }
  return segments.length === 0 ? [] : [{ excludes, segments }];
}

/** Whether the segments match `names` or a leading part of it: which prefixes are matched, one segment at a time. */
function covers(segments: readonly Segment[], names: readonly string[]): boolean {
  let reached: boolean[] = names.map(() => false);
  reached = [true, ...reached];
  for (const segment of segments) {
    const next = reached.map(() => false);
    for (let i = 0; i <= names.length; i += 1) {
      if (segment === '**') next[i] = reached[i] === true || (i > 0 && next[i - 1] === true);
      else next[i] = i > 0 && reached[i - 1] === true && segment(names[i - 1] ?? '');
    }
    reached = next;
  }
  return reached.some((hit, i) => hit && i > 0);
}
