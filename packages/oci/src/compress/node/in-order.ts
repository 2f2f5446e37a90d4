import { availableParallelism } from 'node:os';

/** Jobs of all streams that have begun and whose results are not yet taken: many more than cores only take memory. */
const begun = { count: 0, limit: availableParallelism() + 2 };

/**
 * Runs up to `parallel` jobs at once and yields their results in the order of the jobs. Streams share the cores, but each
 * may run one job whatever the others do.
 */
export async function* inOrder<T>(jobs: AsyncIterable<() => Promise<T>>, parallel: number): AsyncGenerator<T> {
  const running: Promise<T>[] = [];
  const isFull = (): boolean => running.length >= parallel || (running.length > 0 && begun.count >= begun.limit);
  const take = async (): Promise<T> => {
    begun.count -= 1;
    return (await running.shift()) as T;
  };
  try {
    for await (const job of jobs) {
      running.push(job());
      begun.count += 1;
      while (isFull()) yield await take();
    }
    while (running.length > 0) yield await take();
  } finally {
    begun.count -= running.length;
    await Promise.allSettled(running);
  }
}
