import { expect, test } from 'vitest';
import { formatAge } from '../../src/cli/render/age.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const SECOND = 1000;
const DAY = 24 * 3600 * SECOND;

test.each([
  [0, '0 seconds ago'],
  [SECOND, '1 second ago'],
  [59 * SECOND, '59 seconds ago'],
  [60 * SECOND, '1 minute ago'],
  [2 * 3600 * SECOND, '2 hours ago'],
  [DAY, '1 day ago'],
  [8 * DAY, '1 week ago'],
  [40 * DAY, '1 month ago'],
  [800 * DAY, '2 years ago'],
  [-DAY, '0 seconds ago'],
])('%d ms', (ms, text) => {
  expect(formatAge(new Date(NOW - ms).toISOString(), NOW)).toBe(text);
});

test.each([undefined, '', 'never'])('no date: %j', (date) => {
  expect(formatAge(date, NOW)).toBe('-');
});
