import { counted } from '@strake/core';

const STEPS: readonly (readonly [seconds: number, unit: string])[] = [
  [60, 'second'],
  [60, 'minute'],
  [24, 'hour'],
  [7, 'day'],
  [52 / 12, 'week'],
  [12, 'month'],
  [Infinity, 'year'],
];

/** How long ago a date was, for people: `3 hours ago`. A hyphen for none. */
export function formatAge(date: string | undefined, now: number = Date.now()): string {
  const then = Date.parse(date ?? '');
  if (!Number.isFinite(then)) return '-';
  let value = Math.max(0, (now - then) / 1000);
  for (const [size, unit] of STEPS) {
    const count = Math.floor(value);
    if (count < size) return `${counted(count, unit)} ago`;
    value /= size;
  }
  return '-';
}
