/** Jobs of all streams that share it which have begun and whose results are not yet taken: too many only take memory. */
export interface Share {
  readonly limit: number;
  begun: number;
}

/**
 * Runs up to `parallel` jobs at once and yields their results in the order of the jobs. Streams share the limit, but each
 * may run one job whatever the others do.
 */
export async function* inOrder<T>(
  jobs: AsyncIterable<() => Promise<T>>,
  parallel: number,
  share: Share,
): AsyncGenerator<T> {
  const running: Promise<T>[] = [];
  const isFull = (): boolean => running.length >= parallel || (running.length > 0 && share.begun >= share.limit);
  const take = async (): Promise<T> => {
    share.begun -= 1;
    return (await running.shift()) as T;
  };
  try {
    for await (const job of jobs) {
      const result = job();
      // It is heard of in its turn, or not at all when one before it fails.
      result.catch(() => undefined);
      running.push(result);
      share.begun += 1;
      while (isFull()) yield await take();
    }
    while (running.length > 0) yield await take();
  } finally {
    share.begun -= running.length;
    await Promise.allSettled(running);
  }
}
