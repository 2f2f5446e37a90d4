/**
 * One instruction's logical line and the way back from its offsets to the source. `text` is the source itself for an
 * instruction on one line (no copy), else the joined lines.
 */
export interface LogicalLine {
  readonly text: string;
  readonly from: number;
  readonly to: number;
  /** Source offset of the character at a logical offset. */
  at(offset: number): number;
  /** Source offset after the character before a logical offset. */
  endAt(offset: number): number;
}

export function singleLine(text: string, from: number, to: number): LogicalLine {
  return { text, from, to, at: identity, endAt: identity };
}

function identity(offset: number): number {
  return offset;
}

/** A line joined from pieces: `logical[i]` is where piece `i` begins in the joined text, `source[i]` in the source. */
export function joinedLine(
  text: string,
  logical: readonly number[],
  source: readonly number[],
  sourceEnd: number,
): LogicalLine {
  // Offsets are asked for in almost ascending order.
  let cursor = 0;
  const at = (offset: number): number => {
    if (logical.length === 0) return sourceEnd;
    while (cursor > 0 && (logical[cursor] ?? 0) > offset) cursor--;
    while (cursor + 1 < logical.length && (logical[cursor + 1] ?? 0) <= offset) cursor++;
    return (source[cursor] ?? 0) + offset - (logical[cursor] ?? 0);
  };
  return { text, from: 0, to: text.length, at, endAt: (offset) => (offset === 0 ? at(0) : at(offset - 1) + 1) };
}
