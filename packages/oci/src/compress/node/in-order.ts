/** What streams that run side by side share: a limit of jobs that have begun and whose results are not yet done with. */
export interface Share {
  /** Too many only take memory. */
  readonly limit: number;
  begun: number;
  /** Who waits for jobs that begin or are done with. */
  readonly sleepers: (() => void)[];
}

export function createShare(limit: number): Share {
  return { limit, begun: 0, sleepers: [] };
}

/**
 * Runs up to `parallel` jobs at once and yields their results in the order of the jobs. Jobs begin also while nobody asks for
 * a result. Streams share the limit, but each may run one job whatever the others do.
 */
export async function* inOrder<T>(
  jobs: AsyncIterable<() => Promise<T>>,
  parallel: number,
  share: Share,
): AsyncGenerator<T> {
  const queue: Queue<T> = { running: [], hasEnded: false, isLeft: false };
  const { running } = queue;
  const begun = beginAll(queue, jobs[Symbol.asyncIterator](), parallel, share);
  begun.catch(() => undefined);
  try {
    for (;;) {
      while (running.length === 0 && !queue.hasEnded) await changed(share);
      if (running.length === 0) break;
      yield await (running[0] as Promise<T>);
      void running.shift();
      count(share, -1);
    }
    await begun;
  } finally {
    queue.isLeft = true;
    wake(share);
    await Promise.allSettled([begun]);
    count(share, -running.length);
    await Promise.allSettled(running);
  }
}

interface Queue<T> {
  /** Jobs whose results are not yet done with. */
  readonly running: Promise<T>[];
  /** Whether no job begins any more. */
  hasEnded: boolean;
  /** Whether nobody wants results any more. */
  isLeft: boolean;
}

async function beginAll<T>(
  queue: Queue<T>,
  jobs: AsyncIterator<() => Promise<T>>,
  parallel: number,
  share: Share,
): Promise<void> {
  const { running } = queue;
  const isFull = (): boolean => running.length >= parallel || (running.length > 0 && share.begun >= share.limit);
  try {
    for (;;) {
      while (isFull() && !queue.isLeft) await changed(share);
      if (queue.isLeft) return;
      const next = await jobs.next();
      if (next.done || queue.isLeft) return;
      const result = next.value();
      // It is heard of in its turn, or not at all when one before it fails.
      result.catch(() => undefined);
      running.push(result);
      count(share, 1);
    }
  } finally {
    queue.hasEnded = true;
    wake(share);
    await jobs.return?.();
  }
}

function count(share: Share, jobs: number): void {
  share.begun += jobs;
  wake(share);
}

function changed({ sleepers }: Share): Promise<void> {
  return new Promise((resolve) => void sleepers.push(resolve));
}

function wake({ sleepers }: Share): void {
  for (const resolve of sleepers.splice(0)) resolve();
}
