import type { Exit } from '../runtime/sandbox.ts';

/** What to do about a jail that does not end a command. */
export interface Overdue {
  /** Seconds that a command may take; absent: any time. */
  readonly seconds: number | undefined;
  /** Ends the jail and all that runs in it. */
  kill(): void;
}

/** Looks after one run. */
export interface RunWatch {
  /** To be called when the command has started. */
  readonly started: () => void;
  /** The outcome of `call`, or that the command took too long when the jail was killed for it. */
  outcome(call: Promise<Exit>): Promise<Exit>;
}

/** Milliseconds for a jail to end a command whose time is over. */
const FAREWELL = 5_000;

/**
 * Kills the jail when a command outlives its end: by keeping a pipe locked it can make the jail wait, or its own first
 * process, with which the others would go.
 */
export function watchRun({ seconds, kill }: Overdue, signal: AbortSignal): RunWatch {
  let timer: NodeJS.Timeout | undefined;
  let timedOut = false;
  const killIn = (milliseconds: number, isTimeout: boolean): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      timedOut = isTimeout;
      kill();
    }, milliseconds);
  };
  const abort = (): void => killIn(FAREWELL, false);
  signal.addEventListener('abort', abort, { once: true });
  return {
    started() {
      if (seconds !== undefined && !signal.aborted) killIn(seconds * 1000 + FAREWELL, true);
    },
    async outcome(call) {
      try {
        return await call;
      } catch (error) {
        if (timedOut) return { code: 137, oom: false, timedOut: true };
        throw error;
      } finally {
        clearTimeout(timer);
        signal.removeEventListener('abort', abort);
      }
    },
  };
}
