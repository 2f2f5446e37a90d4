import { RegistryError } from '../error.ts';
import { discard, type Transport, type TransportRequest } from './transport.ts';
import { type Wait, wait } from './wait.ts';

/** Times that a thing is tried in all. */
const ATTEMPTS = 4;
const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 15_000;

/** Milliseconds to wait before the attempt after this one (the first is 1). */
export function delayAfter(attempt: number): number {
  return Math.min(FIRST_DELAY_MS * 2 ** (attempt - 1), LONGEST_DELAY_MS);
}

/** Whether trying again may help with `error`, which ended the given attempt (the first is 1). */
export function isRetryable(error: unknown, attempt: number, signal: AbortSignal | undefined): boolean {
  if (!(error instanceof RegistryError) || signal?.aborted) return false;
  return error.retryable && attempt < Math.min(ATTEMPTS, error.attempts);
}

/**
 * Asks again where that may help: no connection, 408, 429 and 5xx; waits as `Retry-After` says, else ever longer.
 * Requests that send a stream are not repeated.
 */
export function retrying(inner: Transport, sleep: Wait = wait): Transport {
  return {
    send: (request) => (typeof request.body === 'function' ? inner.send(request) : sendAgain(inner, request, sleep)),
  };
}

async function sendAgain(inner: Transport, request: TransportRequest, sleep: Wait): ReturnType<Transport['send']> {
  for (let attempt = 1; ; attempt++) {
    let delay = delayAfter(attempt);
    try {
      const response = await inner.send(request);
      if (!worthRetrying(response.status) || attempt === ATTEMPTS) return response;
      await discard(response);
      delay = retryAfter(response.header('retry-after')) ?? delay;
    } catch (error) {
      if (!isRetryable(error, attempt, request.signal)) throw error;
    }
    await sleep(delay, request.signal);
  }
}

function worthRetrying(status: number): boolean {
  return status === 408 || status === 429 || (status >= 500 && status !== 501);
}

/** Milliseconds of a `Retry-After`, given in seconds or as a date; at most the longest delay. */
function retryAfter(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const delay = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(delay) ? undefined : Math.min(Math.max(delay, 0), LONGEST_DELAY_MS);
}
