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
const COPIES: BuildEvent = { type: 'plan', vertices: vertices.slice(0, 2) };
const started = (i: number): BuildEvent => ({ type: 'started', vertex: digest(i), at: 0 });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.clearAllMocks();
});

interface Case {
  readonly packs?: boolean;
  readonly plan?: BuildEvent;
  /** When the steps start, in milliseconds from the plan on, by their number. */
  readonly starts?: Readonly<Record<number, number>>;
  /** When garbage begins to be collected early. */
  readonly early: number;
  /** Whether it is collected late until then. */
  readonly late?: boolean;
}

function check(name: string, { packs = false, plan = PLAN, starts = {}, early, late = false }: Case): void {
  test(name, () => {
    const { event } = spareMemory(packs);
    event(plan);
    expect(keepYoungSpace).toHaveBeenCalledOnce();
    for (const [vertex, at] of Object.entries(starts)) setTimeout(() => event(started(Number(vertex))), at);
    if (early > 0) vi.advanceTimersByTime(early - 1);
    expect(collectEarly).toHaveBeenCalledTimes(early > 0 ? 0 : 1);
    vi.advanceTimersByTime(1);
    expect(collectEarly).toHaveBeenCalledOnce();
    expect(collectLate).toHaveBeenCalledTimes(late ? 1 : 0);
    vi.advanceTimersByTime(1000);
    expect(collectEarly).toHaveBeenCalledOnce();
  });
}

check('where outputs are packed, at once', { packs: true, early: 0 });
check('without a command', { plan: COPIES, starts: { 1: 10 }, early: 30 });
check('with a command that does not start', { starts: { 1: 10 }, early: 100 });
check('with a command', { starts: { 1: 10, 2: 50 }, early: 250, late: true });
check('with two commands: the first counts', { starts: { 2: 90, 3: 20 }, early: 220, late: true });
check('with a command that starts later', { starts: { 2: 150 }, early: 100 });
