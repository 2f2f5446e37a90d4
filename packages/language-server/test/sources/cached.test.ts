import { expect, test } from 'vitest';
import { cachedSources } from '../../src/sources/cached.ts';
import type { Sources } from '../../src/sources/sources.ts';

const { signal } = new AbortController();

function counting(answer: () => Promise<readonly string[]>): {
  readonly sources: Sources;
  readonly calls: () => number;
} {
  let calls = 0;
  const sources: Sources = {
    images: {
      tags: async () => {
        calls++;
        return await answer();
      },
      describe: async () => undefined,
    },
  };
  return { sources, calls: () => calls };
}

test('asks once for what is asked twice, and again when the answer is old', async () => {
  let time = 0;
  const { sources, calls } = counting(async () => ['1']);
  const { images } = cachedSources(sources, { imagesFor: 100, now: () => time });
  const [first, second] = await Promise.all([images?.tags('a', signal), images?.tags('a', signal)]);
  expect([first, second, calls()]).toEqual([['1'], ['1'], 1]);
  time = 100;
  await images?.tags('a', signal);
  expect(calls()).toBe(2);
});

test('answers with nothing where a source fails, and soon tries again', async () => {
  let time = 0;
  const { sources, calls } = counting(() => Promise.reject(new Error('no network')));
  const { images } = cachedSources(sources, { imagesFor: 100, now: () => time });
  expect(await images?.tags('a', signal)).toEqual([]);
  expect(await images?.tags('a', signal)).toEqual([]);
  expect(calls()).toBe(1);
  time = 10;
  await images?.tags('a', signal);
  expect(calls()).toBe(2);
});

test('who aborts ends its own waiting only, and the late answer is told', async () => {
  let give = (_tags: readonly string[]): void => {};
  const { sources, calls } = counting(() => new Promise((resolve) => (give = resolve)));
  let late = 0;
  const { images } = cachedSources(sources, { onLate: () => late++ });
  const controller = new AbortController();
  const [first, second] = [images?.tags('a', controller.signal), images?.tags('a', signal)];
  controller.abort();
  expect(await first).toEqual([]);
  expect(await images?.tags('a', controller.signal)).toEqual([]);
  give(['1']);
  expect(await second).toEqual(['1']);
  expect(await images?.tags('a', signal)).toEqual(['1']);
  expect({ calls: calls(), late }).toEqual({ calls: 1, late: 2 });
});
