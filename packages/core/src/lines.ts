/** Offset into a text in UTF-16 code units; `end`s are exclusive. */
export type Offset = number;

/** Zero-based line and UTF-16 column (the units of the Language Server Protocol), with the offset they stand for. */
export interface Position {
  readonly line: number;
  readonly character: number;
  readonly offset: Offset;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** Turns offsets into positions. Only `\n` ends a line, as for BuildKit. */
export interface LineTable {
  readonly lineCount: number;
  /** Offset of the first character of a zero-based line. */
  lineStart(line: number): Offset;
  positionAt(offset: Offset): Position;
  rangeOf(span: { readonly start: Offset; readonly end: Offset }): Range;
}

export function lineTable(text: string): LineTable {
  const starts = [0];
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) starts.push(i + 1);
  const positionAt = (offset: Offset): Position => {
    const line = lastAtMost(starts, offset);
    return { line, character: offset - (starts[line] ?? 0), offset };
  };
  return {
    lineCount: starts.length,
    lineStart: (line) => starts[line] ?? text.length,
    positionAt,
    rangeOf: ({ start, end }) => ({ start: positionAt(start), end: positionAt(end) }),
  };
}

/** Index of the last element of an ascending list that is `<= value`. */
function lastAtMost(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((sorted[middle] ?? 0) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
