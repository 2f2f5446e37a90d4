import { expect, test } from 'vitest';
import { startThreads } from '../src/index.ts';

/** Gives so many, then throws. */
function starting(most: number, error: Error): () => number {
  let given = 0;
  return () => {
    if (given === most) throw error;
    return (given += 1);
  };
}

test.each([
  [0, []],
  [2, [1, 2]],
  [5, [1, 2, 3]],
])('of 3 threads as many as the machine gives: %i', (most, threads) => {
  const refused = Object.assign(new Error('EAGAIN'), { code: 'ERR_WORKER_INIT_FAILED' });
  expect(startThreads(3, starting(most, refused))).toEqual(threads);
});

test('what else is wrong with a thread is said', () => {
  expect(() => startThreads(3, starting(1, new RangeError('no such limit')))).toThrow('no such limit');
});
