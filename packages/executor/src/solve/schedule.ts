import { abortReason } from '@strake/core';

/** A unit of work and the units it waits for. */
export interface Task<K> {
  readonly key: K;
  readonly after: readonly K[];
}

/**
 * Runs tasks, each as soon as those it waits for are done, at most `parallelism` at once. The first failure aborts the
 * rest; its error is thrown when all have come to rest, so that nothing runs behind the caller's back.
 * `tasks` is in topological order.
 */
export async function schedule<K, V>(
  tasks: readonly Task<K>[],
  run: (key: K, inputs: readonly V[], signal: AbortSignal) => Promise<V>,
  options: { readonly parallelism: number; readonly signal?: AbortSignal },
): Promise<ReadonlyMap<K, V>> {
  const stop = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
  const slots = createSlots(options.parallelism);
  const running = new Map<K, Promise<V>>();
  let failed: { readonly error: unknown } | undefined;
  for (const task of tasks) {
    const promise = start(task, running, slots, run, signal);
    promise.catch((error: unknown) => {
      failed ??= { error };
      stop.abort(error);
    });
    running.set(task.key, promise);
  }
  await Promise.allSettled(running.values());
  if (options.signal?.aborted) throw abortReason(options.signal);
  if (failed) throw failed.error;
  const results = new Map<K, V>();
  for (const [key, promise] of running) results.set(key, await promise);
  return results;
}

async function start<K, V>(
  task: Task<K>,
  running: ReadonlyMap<K, Promise<V>>,
  slots: Slots,
  run: (key: K, inputs: readonly V[], signal: AbortSignal) => Promise<V>,
  signal: AbortSignal,
): Promise<V> {
  const inputs = await Promise.all(task.after.map((key) => resultOf(running, key)));
  await slots.take();
  try {
    if (signal.aborted) throw abortReason(signal);
    return await run(task.key, inputs, signal);
  } finally {
    slots.give();
  }
}

function resultOf<K, V>(running: ReadonlyMap<K, Promise<V>>, key: K): Promise<V> {
  const promise = running.get(key);
  if (!promise) throw new Error(`task waits for one that is not before it: ${String(key)}`);
  return promise;
}

interface Slots {
  take(): Promise<void>;
  give(): void;
}

function createSlots(count: number): Slots {
  let free = count;
  const waiting: (() => void)[] = [];
  return {
    async take() {
      if (free > 0) free--;
      else await new Promise<void>((resolve) => waiting.push(resolve));
    },
    give() {
      const next = waiting.shift();
      if (next) next();
      else free++;
    },
  };
}
