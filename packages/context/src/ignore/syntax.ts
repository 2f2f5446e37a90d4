const BAD = 'syntax error in pattern';

/**
 * Why Go's filepath.Match rejects `pattern`, or undefined. Docker asks it for the syntax only: what a pattern then
 * matches is decided by an expression of Docker's own.
 */
export function syntaxError(pattern: string): string | undefined {
  const points = Array.from(pattern);
  let i = 0;
  while (i < points.length) {
    const point = points[i];
    if (point === '\\') {
      if (i + 1 >= points.length) return BAD;
      i += 2;
    } else if (point === '[') {
      const end = classEnd(points, i + 1);
      if (end === undefined) return BAD;
      i = end;
    } else i++;
  }
  return undefined;
}

/** Index behind the `]` of the class whose `[` stands before `start`. */
function classEnd(points: readonly string[], start: number): number | undefined {
  let i = points[start] === '^' ? start + 1 : start;
  for (let ranges = 0; ; ranges++) {
    if (points[i] === ']' && ranges > 0) return i + 1;
    const low = memberEnd(points, i);
    if (low === undefined) return undefined;
    const high = points[low] === '-' ? memberEnd(points, low + 1) : low;
    if (high === undefined) return undefined;
    i = high;
  }
}

/** Index behind the member at `i`; something must follow it. */
function memberEnd(points: readonly string[], i: number): number | undefined {
  const point = points[i];
  if (point === undefined || point === '-' || point === ']') return undefined;
  const end = point === '\\' ? i + 2 : i + 1;
  return end < points.length ? end : undefined;
}
