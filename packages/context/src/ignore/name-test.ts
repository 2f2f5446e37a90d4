import ignore from 'ignore';
import { compileExpression } from './expression.ts';

/** Names after which a matcher of `ignore` is made anew: it remembers every name it has ever seen. */
const REMEMBERED = 8192;

/**
 * Tests names against one segment of a pattern in which only `*`, `?` and simple classes (see `hasSimpleClasses`) are special.
 * `ignore` does the matching but for `?` and lone surrogates: it counts UTF-16 units where Docker counts code points.
 */
export function nameTest(segment: string): (name: string) => boolean {
  if (!/[*?[]/.test(segment)) return (name) => name === segment;
  if (segment === '*') return () => true;
  return isPlain(segment) ? libraryTest(segment) : automatonTest(segment);
}

const CLASS = /\[((?:[0-9A-Za-z]-[0-9A-Za-z]|[0-9A-Za-z_.])+)\]/g;

/** Whether every class of the pattern lists letters, digits, `_`, `.` and ascending ranges: each matches one of them. */
export function hasSimpleClasses(pattern: string): boolean {
  const rest = pattern.replace(CLASS, (whole, members: string) =>
    (members.match(/.-./g) ?? []).every((range) => (range[0] ?? '') <= (range[2] ?? '')) ? '' : whole,
  );
  return !/[[\]]/.test(rest);
}

/** Whether gitignore syntax gives every character of the segment the meaning that Docker gives it. */
function isPlain(segment: string): boolean {
  return segment.isWellFormed() && !/[?\\!#\r\n\0\ue000\ue001]|^\s|\s$|\*\*/.test(segment);
}

function libraryTest(segment: string): (name: string) => boolean {
  const create = (): ignore.Ignore => ignore({ ignorecase: false, allowRelativePaths: true }).add(`/${segment}`);
  let matcher = create();
  let calls = 0;
  return (name) => {
    if (++calls % REMEMBERED === 0) matcher = create();
    return matcher.ignores(name);
  };
}

function automatonTest(segment: string): (name: string) => boolean {
  const source = segment
    .replace(/[.+()$|{}^]/g, '\\$&')
    .replaceAll('*', '[\\D\\d]*')
    .replaceAll('?', '[\\D\\d]');
  const compiled = compileExpression(`^${source}$`);
  const start = compiled.kind === 'pattern' ? compiled.start : undefined;
  return (name) => start?.matches(name) ?? false;
}
