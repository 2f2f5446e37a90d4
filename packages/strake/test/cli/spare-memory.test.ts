import type { BuildEvent } from '@strake/executor';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { spareMemory } from '../../src/cli/spare-memory.ts';
import { collectEarly, collectLate, keepYoungSpace } from '../../src/cli/young-space.ts';

vi.mock('../../src/cli/young-space.ts');

const digest = (i: number): `sha256:${string}` => `sha256:${`${i}`.repeat(64)}`;
const vertices = ['FROM busybox', '[1/3] COPY a a', '[2/3] RUN true', '[build 3/3] RUN RUN'].map((label, i) => ({
  digest: digest(i),
  label,
  inputs: [],
}));
const PLAN: BuildEvent = { type: 'plan', vertices };
const started = (i: number): BuildEvent => ({ type: 'started', vertex: digest(i), at: 0 });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.clearAllMocks();
});

/** When garbage begins to be collected early, in milliseconds from the plan on, and whether it is collected late until then. */
function check(
  name: string,
  packs: boolean,
  starts: readonly (readonly [at: number, vertex: number])[],
  early: number,
  late: boolean,
): void {
  test(name, () => {
    const { event } = spareMemory(packs);
    event(PLAN);
    expect(keepYoungSpace).toHaveBeenCalledOnce();
    for (const [at, vertex] of starts) setTimeout(() => event(started(vertex)), at);
    if (early > 0) vi.advanceTimersByTime(early - 1);
    expect(collectEarly).toHaveBeenCalledTimes(early > 0 ? 0 : 1);
    vi.advanceTimersByTime(1);
    expect(collectEarly).toHaveBeenCalledOnce();
    expect(collectLate).toHaveBeenCalledTimes(late ? 1 : 0);
    vi.advanceTimersByTime(1000);
    expect(collectEarly).toHaveBeenCalledOnce();
  });
}

check('where outputs are packed, at once', true, [], 0, false);
check('without a command', false, [[10, 1]], 100, false);
check(
  'with a command',
  false,
  [
    [10, 1],
    [50, 2],
  ],
  250,
  true,
);
check(
  'with two commands: the first counts',
  false,
  [
    [20, 3],
    [90, 2],
  ],
  220,
  true,
);
check('with a command that starts later', false, [[150, 2]], 100, false);
