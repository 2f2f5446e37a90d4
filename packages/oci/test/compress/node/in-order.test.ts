import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { inOrder } from '../../../src/compress/node/in-order.ts';

async function* jobs(...works: readonly (() => Promise<number>)[]): AsyncGenerator<() => Promise<number>> {
  yield* works;
}

// Vitest fails for a rejection that nobody hears of; without it that is the end of the process.
test.each([
  ['the one before is under way', 5, 0],
  ['whoever takes the results is busy', 0, 5],
])('a job that fails while %s is heard of in its turn', async (_, first, pause) => {
  const work = async (ms: number): Promise<number> => (await setTimeout(ms), ms);
  const fail = async (): Promise<number> => Promise.reject(new Error('failed'));
  const share = { limit: 3, begun: 0 };
  const taken: number[] = [];
  const take = async (): Promise<void> => {
    const results = inOrder(
      jobs(
        () => work(first),
        fail,
        fail,
        () => work(0),
      ),
      3,
      share,
    );
    for await (const result of results) {
      taken.push(result);
      await setTimeout(pause);
    }
  };
  await expect(take()).rejects.toThrow('failed');
  expect(taken).toEqual([first]);
  expect(share.begun).toBe(0);
});
