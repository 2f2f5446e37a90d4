import { expect, test } from 'vitest';
import { untilAborted } from '../src/index.ts';

const NEVER = new Promise<never>(() => undefined);

test('work is waited for', async () => {
  expect(await untilAborted(Promise.resolve(1), undefined)).toBe(1);
  expect(await untilAborted(Promise.resolve(1), new AbortController().signal)).toBe(1);
  await expect(untilAborted(Promise.reject(new Error('broken')), undefined)).rejects.toThrow('broken');
});

test('who leaves gets the reason', async () => {
  const reason = new Error('enough');
  await expect(untilAborted(NEVER, AbortSignal.abort(reason))).rejects.toBe(reason);
  const controller = new AbortController();
  const left = untilAborted(NEVER, controller.signal);
  controller.abort('words');
  await expect(left).rejects.toMatchObject({ name: 'AbortError' });
});

test('work that is done before the signal fires counts', async () => {
  const controller = new AbortController();
  const { promise, resolve } = Promise.withResolvers<number>();
  const result = untilAborted(promise, controller.signal);
  resolve(1);
  controller.abort();
  expect(await result).toBe(1);
});
