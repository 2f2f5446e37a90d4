import { continuationAt, isContent, type Source, trimReturns } from './source.ts';

/** The way from offsets into the logical text of `[start, end)` back to the source. */
export function sourceOffsets(source: Source, start: number, end: number): (offset: number) => number {
  const { text } = source;
  if (!text.slice(start, end).includes('\n')) return (offset) => start + offset;
  const mark = source.escape.charCodeAt(0);
  const logical: number[] = [];
  const places: number[] = [];
  let length = 0;
  for (let lineStart = start; lineStart < end; ) {
    const found = text.indexOf('\n', lineStart);
    const isLast = found < 0 || found >= end;
    const lineEnd = isLast ? end : trimReturns(text, lineStart, found);
    if (isLast || lineStart === start || isContent(text, lineStart, lineEnd)) {
      const continuation = isLast ? -1 : continuationAt(text, lineStart, lineEnd, mark);
      const contentEnd = continuation < 0 ? lineEnd : continuation;
      if (contentEnd > lineStart) {
        logical.push(length);
        places.push(lineStart);
        length += contentEnd - lineStart;
      }
    }
    lineStart = isLast ? end : found + 1;
  }
  return (offset) => {
    let low = 0;
    let high = logical.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((logical[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return (places[low] ?? start) + offset - (logical[low] ?? 0);
  };
}
