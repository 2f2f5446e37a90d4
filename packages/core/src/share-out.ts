export interface Sharing {
  /** How many items are worked on at a time. */
  readonly parallel: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Works on all items, in their order, a few at a time. The first that fails ends the others through the signal that `work`
 * is given; when this throws, all have ended.
 */
export async function shareOut<T>(
  items: Iterable<T>,
  { parallel, signal }: Sharing,
  work: (item: T, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const failed = new AbortController();
  const ended = signal ? AbortSignal.any([signal, failed.signal]) : failed.signal;
  const waiting = items[Symbol.iterator]();
  const worker = async (): Promise<void> => {
    for (let next = waiting.next(); next.done !== true; next = waiting.next()) await work(next.value, ended);
  };
  const workers = Array.from({ length: parallel }, worker);
  try {
    await Promise.all(workers);
  } catch (error) {
    failed.abort(error);
    await Promise.allSettled(workers);
    throw error;
  }
}
