import { abortReason } from './error.ts';

/** What `work` gives, for one who leaves when the signal fires: throws its reason. The work itself goes on. */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  if (signal.aborted) throw abortReason(signal);
  const { promise: left, reject } = Promise.withResolvers<never>();
  const leave = (): void => reject(abortReason(signal));
  signal.addEventListener('abort', leave, { once: true });
  try {
    return await Promise.race([work, left]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
