import type { ByteStream } from '@strake/core';
import { RegistryError } from '../error.ts';
import type { Transport } from './transport.ts';

/** The transport of browsers and workers. */
export const fetchTransport: Transport = {
  async send({ method, url, headers, signal }) {
    let response: Response;
    try {
      response = await fetch(url, {
        method,
        headers: { ...headers },
        redirect: 'manual',
        ...(signal ? { signal } : {}),
      });
    } catch (cause) {
      if (signal?.aborted) throw cause;
      throw new RegistryError('UNREACHABLE', `no answer from ${new URL(url).host}`, { cause, retryable: true });
    }
    return {
      status: response.status,
      header: (name) => response.headers.get(name) ?? undefined,
      body: chunks(response.body),
    };
  },
};

async function* chunks(body: ReadableStream<Uint8Array> | null): ByteStream {
  if (body) yield* body;
}
