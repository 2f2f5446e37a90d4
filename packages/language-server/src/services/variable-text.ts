import type { Variable } from '../model/variables.ts';

/** `= value`, or where the value comes from when only the build knows it. */
export function valueText({ value, written, source, place }: Variable): string {
  if (value !== undefined) return `= ${value === '' ? '""' : value}`;
  if (written !== undefined) return `= ${written}`;
  if (place === undefined || (source !== undefined && source.place === undefined)) return 'set by the builder';
  return 'given by --build-arg';
}

/** `ARG` or `ENV`. */
export function keywordOf({ kind }: Variable): string {
  return kind === 'argument' ? 'ARG' : 'ENV';
}
