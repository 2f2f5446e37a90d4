import type { ClientRequest } from 'node:http';

export const SILENT = 'SILENT';

/** Nothing came for too long. */
export class SilenceError extends Error {
  readonly code: string = SILENT;
}

/** How long one request waits for the other side. */
export interface Patience {
  /** Ends the request when nothing moves for too long: no connection, no answer, no more of it. */
  watch(request: ClientRequest): void;
  /** Why it was ended, if it was. */
  readonly lost: SilenceError | undefined;
}

/** How often it is looked whether something has moved while patience lasts. */
const LOOKS = 6;

/** `limit` in ms. `note` is called once, when nothing has moved from one look to the next. */
export function createPatience(limit: number, note: (lasted: number) => void): Patience {
  const step = limit / LOOKS;
  let lost: SilenceError | undefined;
  return {
    get lost() {
      return lost;
    },
    watch(request) {
      let [moved, quiet, noted] = [0, 0, false];
      const bytes = (): number => (request.socket?.bytesRead ?? 0) + (request.socket?.bytesWritten ?? 0);
      const look = (): void => {
        const now = bytes();
        quiet = now === moved ? quiet + 1 : 0;
        moved = now;
        if (quiet >= LOOKS) {
          lost = new SilenceError(`nothing came for ${limit / 1000} s`);
          request.destroy(lost);
        } else if (quiet > 0 && !noted) {
          noted = true;
          note(quiet * step);
        }
      };
      const timer = setInterval(look, step).unref();
      request.once('finish', () => (moved = bytes()));
      request.once('close', () => clearInterval(timer));
    },
  };
}
