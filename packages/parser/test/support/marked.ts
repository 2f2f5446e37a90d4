/** A text with a marked range: `RUN «--nope» x`. */
export interface Marked {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Takes the marks out of a text. Without marks the range is the whole text. */
export function marked(source: string): Marked {
  const start = source.indexOf('«');
  const end = source.indexOf('»');
  if (start < 0 || end < 0) return { text: source, start: 0, end: source.length };
  return { text: source.slice(0, start) + source.slice(start + 1, end) + source.slice(end + 1), start, end: end - 1 };
}

/** The range put back into a text. */
export function mark(text: string, range: { readonly start: number; readonly end: number }): string {
  return `${text.slice(0, range.start)}«${text.slice(range.start, range.end)}»${text.slice(range.end)}`;
}
