/** Runs up to `parallel` jobs at once and yields their results in the order of the jobs. */
export async function* inOrder<T>(jobs: AsyncIterable<() => Promise<T>>, parallel: number): AsyncGenerator<T> {
  const running: Promise<T>[] = [];
  try {
    for await (const job of jobs) {
      running.push(job());
      if (running.length >= parallel) yield (await running.shift()) as T;
    }
    while (running.length > 0) yield (await running.shift()) as T;
  } finally {
    await Promise.allSettled(running);
  }
}
