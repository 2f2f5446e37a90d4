import { expect, test } from 'vitest';
import { createFlights } from '../../src/store/flights.ts';

function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
}

test('work of one name is done once at a time', async () => {
  const flights = createFlights();
  const { opened, open } = gate();
  let runs = 0;
  const run = (): Promise<number> =>
    flights.run('a', undefined, async () => {
      await opened;
      return (runs += 1);
    });
  const all = [run(), run(), run()];
  open();
  expect(await Promise.all(all)).toEqual([1, 1, 1]);
  expect(await run()).toBe(2);
});

test('who aborts leaves, the others get the result', async () => {
  const flights = createFlights();
  const { opened, open } = gate();
  const controller = new AbortController();
  let aborted = false;
  const work = async (signal: AbortSignal): Promise<string> => {
    signal.addEventListener('abort', () => (aborted = true));
    await opened;
    return 'done';
  };
  const leaver = flights.run('a', controller.signal, work);
  const stayer = flights.run('a', undefined, work);
  controller.abort(new Error('leaving'));
  await expect(leaver).rejects.toThrow('leaving');
  expect(aborted).toBe(false);
  open();
  expect(await stayer).toBe('done');
});

test('the work is aborted when the last one leaves, and starts anew for the next', async () => {
  const flights = createFlights();
  const controller = new AbortController();
  const reasons: string[] = [];
  const forever = (signal: AbortSignal): Promise<string> =>
    new Promise((_, reject) => {
      signal.addEventListener('abort', () => {
        reasons.push('aborted');
        reject(new Error('aborted'));
      });
    });
  const waiting = [flights.run('a', controller.signal, forever), flights.run('a', controller.signal, forever)];
  controller.abort(new Error('leaving'));
  for (const one of waiting) await expect(one).rejects.toThrow('leaving');
  expect(reasons).toEqual(['aborted']);
  expect(await flights.run('a', undefined, async () => 'new')).toBe('new');
});

test('a failure reaches everybody, and is not remembered', async () => {
  const flights = createFlights();
  const fail = (): Promise<never> => flights.run('a', undefined, async () => Promise.reject(new Error('failed')));
  const results = await Promise.allSettled([fail(), fail()]);
  expect(results.map((result) => result.status)).toEqual(['rejected', 'rejected']);
  expect(await flights.run('a', undefined, async () => 'fine')).toBe('fine');
});

test('a signal that has fired starts nothing', async () => {
  const flights = createFlights();
  let started = false;
  const signal = AbortSignal.abort(new Error('no'));
  await expect(flights.run('a', signal, async () => (started = true))).rejects.toThrow('no');
  expect(started).toBe(false);
});
