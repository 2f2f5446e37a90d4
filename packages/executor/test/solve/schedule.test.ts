import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { schedule, type Task } from '../../src/solve/schedule.ts';

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Random acyclic graphs: each task waits for some of those before it. */
const graphs = fc
  .array(fc.array(fc.nat(100)), { minLength: 1, maxLength: 30 })
  .map((rows): readonly Task<number>[] =>
    rows.map((row, key) => ({ key, after: key === 0 ? [] : row.map((n) => n % key) })),
  );

describe('schedule', () => {
  test('runs every task once, after its inputs, never more than allowed at once', async () => {
    await fc.assert(
      fc.asyncProperty(graphs, fc.integer({ min: 1, max: 5 }), async (tasks, parallelism) => {
        let running = 0;
        const done = new Set<number>();
        const results = await schedule<number, number>(
          tasks,
          async (key, inputs) => {
            expect(++running).toBeLessThanOrEqual(parallelism);
            expect(tasks[key]?.after.every((input) => done.has(input))).toBe(true);
            expect(inputs).toEqual(tasks[key]?.after.map((input) => input * 2));
            await sleep(0);
            running--;
            expect(done.has(key)).toBe(false);
            done.add(key);
            return key * 2;
          },
          { parallelism },
        );
        expect([...results.keys()]).toEqual(tasks.map(({ key }) => key));
      }),
    );
  });

  test('the first failure stops the rest and comes out when all are at rest', async () => {
    const ran: string[] = [];
    let resting = false;
    const run = async (key: string, _inputs: readonly void[], signal: AbortSignal): Promise<void> => {
      ran.push(key);
      if (key === 'bad') throw new Error('bad failed');
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      await sleep(5);
      resting = true;
      throw new Error('stopped');
    };
    const tasks = [
      { key: 'slow', after: [] },
      { key: 'bad', after: [] },
      { key: 'after bad', after: ['bad'] },
      { key: 'after slow', after: ['slow'] },
    ];
    await expect(schedule(tasks, run, { parallelism: 4 })).rejects.toThrow('bad failed');
    expect(resting).toBe(true);
    expect(ran).toEqual(['slow', 'bad']);
  });

  test('an abort from outside wins over the failures it causes', async () => {
    const stop = new AbortController();
    const run = async (): Promise<void> => {
      stop.abort(new Error('enough'));
      throw new Error('caused by the abort');
    };
    await expect(schedule([{ key: 1, after: [] }], run, { parallelism: 1, signal: stop.signal })).rejects.toThrow(
      'enough',
    );
  });
});
