import { expect, test } from 'vitest';
import { shareOut } from '../src/index.ts';

const tick = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));

test('works on all items, in order, no more at a time than allowed', async () => {
  const begun: number[] = [];
  let busy = 0;
  let most = 0;
  await shareOut([1, 2, 3, 4, 5], { parallel: 2 }, async (item) => {
    begun.push(item);
    most = Math.max(most, ++busy);
    await tick();
    busy -= 1;
  });
  expect({ begun, most, busy }).toEqual({ begun: [1, 2, 3, 4, 5], most: 2, busy: 0 });
});

test('the first failure ends the others, and nothing is begun after it', async () => {
  const ends: string[] = [];
  const work = async (item: number, signal: AbortSignal): Promise<void> => {
    if (item === 2) throw new Error('two');
    while (!signal.aborted) await tick();
    ends.push(`${item} ended`);
    signal.throwIfAborted();
  };
  await expect(shareOut([1, 2, 3], { parallel: 2 }, work)).rejects.toThrow('two');
  expect(ends).toEqual(['1 ended']);
});

test('who aborts ends all', async () => {
  const signal = AbortSignal.timeout(5);
  const work = async (_item: number, abort: AbortSignal): Promise<void> => {
    while (!abort.aborted) await tick();
    abort.throwIfAborted();
  };
  await expect(shareOut([1, 2], { parallel: 4, signal }, work)).rejects.toThrow(/timeout/);
});
