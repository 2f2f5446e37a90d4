/**
 * Starts up to `count` threads: fewer, or none, where the machine gives no more of them, as where processes are limited. They
 * only save time: whoever wanted them does the work without.
 */
export function startThreads<T>(count: number, start: () => T): readonly T[] {
  const threads: T[] = [];
  try {
    while (threads.length < count) threads.push(start());
  } catch (error) {
    if (!isRefused(error)) throw error;
  }
  return threads;
}

function isRefused(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_INIT_FAILED';
}
