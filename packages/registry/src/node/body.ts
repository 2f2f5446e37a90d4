import type { IncomingMessage } from 'node:http';
import type { ByteStream } from '@strake/core';

/**
 * An iterator that closes the connection when it is left early, also before its first chunk. `reuse` as in
 * `TransportRequest`; `failed` makes the error of a body that breaks.
 */
export function bodyOf(message: IncomingMessage, reuse: boolean, failed: (cause: unknown) => Error): ByteStream {
  return {
    [Symbol.asyncIterator]() {
      const chunks = message[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
      let last: Uint8Array | undefined;
      return {
        async next() {
          if (reuse && last) giveBack(last);
          try {
            const next = await chunks.next();
            last = next.value as Uint8Array | undefined;
            return next;
          } catch (cause) {
            throw failed(cause);
          }
        },
        return() {
          message.destroy();
          return Promise.resolve({ done: true as const, value: undefined });
        },
      };
    },
  };
}

/** Left to itself, memory would be found to be free by looking at all that the process holds, again and again. */
function giveBack({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}
