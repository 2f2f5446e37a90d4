import ignore from 'ignore';
import { compileExpression } from './expression.ts';

/** Names after which a matcher of `ignore` is made anew, and its verdicts are forgotten: it remembers every name it has ever seen. */
const REMEMBERED = 8192;

/**
 * Tests names against one segment of a pattern in which only `*`, `?` and simple classes (see `hasSimpleClasses`) are special.
 * `ignore` does the matching but for `?` and lone surrogates: it counts UTF-16 units where Docker counts code points.
 */
export function nameTest(segment: string): (name: string) => boolean {
  if (!/[*?[]/.test(segment)) return (name) => name === segment;
  if (segment === '*') return () => true;
  if (/^[^*?[\]\\]*\*[^*?[\]\\]*$/.test(segment)) return endsTest(segment);
  const test = isPlain(segment) ? libraryTest(segment) : automatonTest(segment);
  if (!segment.isWellFormed() || segment.includes('\\')) return test;
  const ends = endsTest(segment);
  return (name) => ends(name) && test(name);
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

/** Whether a name begins and ends as the segment does before its first special character and behind its last. */
function endsTest(segment: string): (name: string) => boolean {
  const [head = ''] = segment.split(/[*?[]/, 1);
  const tail = segment.split(/[*?\]]/).at(-1) ?? '';
  const least = head.length + tail.length;
  return (name) => name.length >= least && name.startsWith(head) && name.endsWith(tail);
}

function libraryTest(segment: string): (name: string) => boolean {
  const create = (): ignore.Ignore => ignore({ ignorecase: false, allowRelativePaths: true }).add(`/${segment}`);
  let matcher = create();
  let verdicts = new Map<string, boolean>();
  return (name) => {
    let verdict = verdicts.get(name);
    if (verdict === undefined) {
      if (verdicts.size === REMEMBERED) [matcher, verdicts] = [create(), new Map()];
      verdicts.set(name, (verdict = matcher.ignores(name)));
    }
    return verdict;
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
