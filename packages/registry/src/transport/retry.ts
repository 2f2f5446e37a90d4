import { abortReason } from '@strake/core';
import { RegistryError } from '../error.ts';
import { discard, type Transport } from './transport.ts';

const ATTEMPTS = 4;
const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 15_000;

/** Asks again where that may help: no connection, 408, 429 and 5xx; waits as `Retry-After` says, else ever longer. */
export function retrying(
  inner: Transport,
  sleep: (ms: number, signal?: AbortSignal) => Promise<void> = wait,
): Transport {
  return {
    async send(request) {
      for (let attempt = 1; ; attempt++) {
        const delay = Math.min(FIRST_DELAY_MS * 2 ** (attempt - 1), LONGEST_DELAY_MS);
        try {
          const response = await inner.send(request);
          if (!worthRetrying(response.status) || attempt === ATTEMPTS) return response;
          await discard(response);
          await sleep(retryAfter(response.header('retry-after')) ?? delay, request.signal);
        } catch (error) {
          const again =
            error instanceof RegistryError && error.retryable && attempt < ATTEMPTS && !request.signal?.aborted;
          if (!again) throw error;
          await sleep(delay, request.signal);
        }
      }
    },
  };
}

function worthRetrying(status: number): boolean {
  return status === 408 || status === 429 || (status >= 500 && status !== 501);
}

/** Seconds as a number; dates are not honoured. */
function retryAfter(header: string | undefined): number | undefined {
  if (header === undefined || !/^\d{1,6}$/.test(header)) return undefined;
  return Math.min(Number(header) * 1000, LONGEST_DELAY_MS);
}

function wait(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal ? abortReason(signal) : new Error('aborted'));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    if (signal?.aborted) stop();
    else signal?.addEventListener('abort', stop, { once: true });
  });
}
