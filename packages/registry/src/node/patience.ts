import type { ClientRequest, IncomingMessage } from 'node:http';

export const SILENT = 'SILENT';
export const SLOW = 'SLOW';

/** Nothing came for too long, or next to nothing. */
export class ImpatientError extends Error {
  readonly code: typeof SILENT | typeof SLOW;
  constructor(code: typeof SILENT | typeof SLOW, message: string) {
    super(message);
    this.code = code;
  }
}

/** How long one request waits for the other side. */
export interface Patience {
  /** Ends the request when nothing moves for too long: no connection, no answer, no more of it. */
  watch(request: ClientRequest): void;
  /** Why it was ended, if it was. */
  readonly lost: ImpatientError | undefined;
}

/** How often it is looked whether something has moved while patience lasts. */
const LOOKS = 6;
/** For so many looks it may be slow: twice as long as it may be silent. */
const SLOW_LOOKS = 2 * LOOKS;
/** Bytes per second that are no way to send a file. */
const LEAST = 100;

/** `limit` in ms. `note` is called once, when nothing has moved from one look to the next. */
export function createPatience(limit: number, note: (lasted: number) => void): Patience {
  const step = limit / LOOKS;
  let lost: ImpatientError | undefined;
  return {
    get lost() {
      return lost;
    },
    watch(request) {
      const moved = followed(request);
      let noted = false;
      const look = (): void => {
        if (moved.over()) return clearInterval(timer);
        const [quiet, slow] = moved.look();
        if (quiet >= LOOKS) lost = new ImpatientError(SILENT, `nothing came for ${limit / 1000} s`);
        else if (slow !== undefined && slow < (LEAST * step * SLOW_LOOKS) / 1000)
          lost = new ImpatientError(SLOW, `${slow} bytes came in ${(step * SLOW_LOOKS) / 1000} s`);
        if (lost) request.destroy(lost);
        else if (quiet > 0 && !noted) {
          noted = true;
          note(quiet * step);
        }
      };
      const timer = setInterval(look, step).unref();
      request.once('finish', () => moved.restart());
      request.once('close', () => clearInterval(timer));
    },
  };
}

interface Movement {
  /** How often nothing had moved, up to now; and the bytes of the last `SLOW_LOOKS` looks, when there were so many. */
  look(): readonly [quiet: number, slow: number | undefined];
  restart(): void;
  /** Whether the whole answer has come, read or not: nobody waits any more. */
  over(): boolean;
}

/** What waits here to be read says nothing about the other side. */
function followed(request: ClientRequest): Movement {
  let answer: IncomingMessage | undefined;
  request.once('response', (message) => (answer = message));
  const bytes = (): number => (request.socket?.bytesRead ?? 0) + (request.socket?.bytesWritten ?? 0);
  let quiet = 0;
  let seen: number[] = [0];
  return {
    look() {
      const now = bytes();
      const waits = (answer?.readableLength ?? 0) > 0;
      quiet = now === seen.at(-1) && !waits ? quiet + 1 : 0;
      seen = waits ? [now] : [...seen, now].slice(-SLOW_LOOKS - 1);
      const [first = 0] = seen;
      return [quiet, seen.length > SLOW_LOOKS ? now - first : undefined];
    },
    restart() {
      seen = [bytes()];
    },
    over: () => answer?.complete === true,
  };
}
