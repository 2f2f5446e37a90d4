import { expect, test } from 'vitest';
import { resolveLimits } from '../../src/runtime/limits.ts';

const UNLIMITED = 2n ** 64n - 1n;

test.each([
  [{ name: 'nofile', soft: 10, hard: 20 }, UNLIMITED, { resource: 7, name: 'RLIMIT_NOFILE', soft: 10n, hard: 20n }],
  [{ name: 'nofile', soft: 10, hard: 2000 }, 1000n, { soft: 10n, hard: 1000n }],
  [{ name: 'nofile', soft: 2000, hard: 3000 }, 1000n, { soft: 1000n, hard: 1000n }],
  [{ name: 'core', soft: -1, hard: -1 }, UNLIMITED, { resource: 4, soft: UNLIMITED, hard: UNLIMITED }],
  [{ name: 'core', soft: 0, hard: 0 }, 5n, { soft: 0n, hard: 0n }],
])('%o below %s', (wanted, most, expected) => {
  expect(resolveLimits([wanted], () => most)[0]).toMatchObject(expected);
});

test.each([
  { name: 'files', soft: 1, hard: 1 },
  { name: 'nofile', soft: 2, hard: 1 },
  { name: 'nofile', soft: -2, hard: 1 },
  { name: 'nofile', soft: 0.5, hard: 1 },
])('%o is refused', (wanted) => {
  expect(() => resolveLimits([wanted], () => UNLIMITED)).toThrow(
    expect.objectContaining({ code: 'RUN_LIMIT_INVALID' }),
  );
});
