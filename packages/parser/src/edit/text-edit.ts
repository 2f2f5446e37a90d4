import type { Offset } from '@strake/core';

/** A change of a text: what stands in `[start, end)` becomes `newText`. Offsets are those of the text before any edit. */
export interface TextEdit {
  readonly start: Offset;
  readonly end: Offset;
  readonly newText: string;
}

/**
 * The text with all edits made; every other byte stays. Edits may come in any order; of two insertions at one place the
 * one given first comes first.
 * @throws RangeError if two edits overlap or one lies outside the text.
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const ordered = edits.toSorted((a, b) => a.start - b.start || a.end - b.end);
  let result = '';
  let at = 0;
  for (const { start, end, newText } of ordered) {
    if (start < at || end < start || end > text.length)
      throw new RangeError(`edit [${start}, ${end}) overlaps another or is outside of a text of ${text.length}`);
    result += text.slice(at, start) + newText;
    at = end;
  }
  return result + text.slice(at);
}
