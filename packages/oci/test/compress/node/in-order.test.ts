import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createShare, inOrder } from '../../../src/compress/node/in-order.ts';

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
  const share = createShare(3);
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

test('jobs begin while nobody asks for results, as many as the streams may have', async () => {
  const share = createShare(4);
  let begun = 0;
  const work = async (): Promise<number> => (begun += 1);
  const [first, second] = [0, 1].map(() => inOrder(jobs(...Array.from({ length: 6 }, () => work)), 3, share));
  await first?.next();
  await setTimeout(5);
  expect(begun).toBe(3);
  await second?.next();
  await setTimeout(5);
  expect(begun).toBe(4);
  await first?.return(undefined);
  await setTimeout(5);
  expect(begun).toBe(6);
  await second?.return(undefined);
  expect(share.begun).toBe(0);
});

test('what gives jobs and fails is heard of behind the results of those that it gave', async () => {
  const share = createShare(4);
  const failing = async function* (): AsyncGenerator<() => Promise<number>> {
    yield async () => setTimeout(5, 1);
    throw new Error('no more');
  };
  const results = inOrder(failing(), 3, share);
  expect(await results.next()).toEqual({ done: false, value: 1 });
  await expect(results.next()).rejects.toThrow('no more');
  expect(share.begun).toBe(0);
});
