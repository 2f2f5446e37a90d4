import { setImmediate } from 'node:timers/promises';

/** Lets timers, I/O and abort signals have their turn during long runs of synchronous work. */
export interface Pacer {
  /** A promise to await when the run has lasted long enough. Throws the signal's reason. */
  pause(signal?: AbortSignal): Promise<void> | undefined;
}

/** Milliseconds that other work may have to wait. */
const RUN = 25;

export function createPacer(): Pacer {
  let since = performance.now();
  async function yieldTurn(signal: AbortSignal | undefined): Promise<void> {
    await setImmediate();
    since = performance.now();
    signal?.throwIfAborted();
  }
  return {
    pause: (signal) => {
      signal?.throwIfAborted();
      return performance.now() - since < RUN ? undefined : yieldTurn(signal);
    },
  };
}
