import type { Range } from './lines.ts';

/** One line of an excerpt: a source line with its number, or the underline below it. */
export type ExcerptLine =
  | { readonly kind: 'source'; readonly number: number; readonly text: string; readonly marked: boolean }
  | { readonly kind: 'underline'; readonly text: string };

const MAX_WIDTH = 160;

/**
 * The lines around `range` with carets under it, as data: who prints it adds colour and a gutter.
 * At most `context` lines before and after, and at most 6 marked lines; tabs become two spaces. Of lines of more than `width`
 * columns (default 160) the part is shown in which the range begins, between ellipses.
 */
export function excerpt(text: string, range: Range, context = 1, width: number = MAX_WIDTH): readonly ExcerptLine[] {
  const lines = text.replace(/\n$/, '').split('\n');
  const first = range.start.line;
  const last = Math.max(first, range.end.character === 0 ? range.end.line - 1 : range.end.line);
  const result: ExcerptLine[] = [];
  const start = visible((lines[first] ?? '').slice(0, range.start.character)).length;
  const from = start < width - AFTER ? 0 : start - Math.floor(width / 4);
  for (let n = Math.max(0, first - context); n <= Math.min(last + context, lines.length - 1); n++) {
    if (n === first + 5 && last - first > 6) n = last;
    const line = (lines[n] ?? '').replace(/\r$/, '');
    const marked = n >= first && n <= last;
    result.push({ kind: 'source', number: n + 1, text: part(visible(line), from, width), marked });
    if (marked) result.push({ kind: 'underline', text: underline(line, range, n).slice(from, from + width) });
  }
  return result;
}

/** Columns that are to be seen of what is marked. */
const AFTER = 8;

function part(line: string, from: number, width: number): string {
  const shown = line.slice(from, from + width);
  const before = from > 0 && shown !== '' ? `…${shown.slice(1)}` : shown;
  return line.length > from + width ? `${before.slice(0, -1)}…` : before;
}

/** The excerpt as plain text with a gutter: ` 3 | RUN x` and `   |     ^`. */
export function renderExcerpt(text: string, range: Range, context = 1): string {
  const lines = excerpt(text, range, context);
  const width = Math.max(...lines.map((l) => (l.kind === 'source' ? String(l.number).length : 0)), 1);
  return lines
    .map((l) =>
      (l.kind === 'source'
        ? `${String(l.number).padStart(width)} | ${l.text}`
        : `${' '.repeat(width)} | ${l.text}`
      ).trimEnd(),
    )
    .join('\n');
}

function underline(line: string, range: Range, number: number): string {
  const indent = line.length - line.trimStart().length;
  const from = number === range.start.line ? range.start.character : indent;
  const to = number === range.end.line ? range.end.character : line.trimEnd().length;
  const before = visible(line.slice(0, from)).length;
  return ' '.repeat(before) + '^'.repeat(Math.max(1, visible(line.slice(from, to)).length));
}

/** Tabs as spaces and control characters as `?`: an excerpt never steers the reader's terminal. */
function visible(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replaceAll('\t', '  ').replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '?');
}
