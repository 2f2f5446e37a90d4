import type { ByteStream } from '@strake/core';
import { RegistryError } from '../error.ts';
import type { Transport, TransportRequest } from './transport.ts';

/** The transport of browsers and workers. */
export const fetchTransport: Transport = {
  async send(request) {
    const { url, signal } = request;
    let response: Response;
    try {
      response = await fetch(url, initOf(request));
    } catch (cause) {
      if (signal?.aborted) throw cause;
      throw new RegistryError('UNREACHABLE', `no answer from ${new URL(url).host}`, { cause, retryable: true });
    }
    return {
      status: response.status,
      header: (name) => response.headers.get(name) ?? undefined,
      body: chunks(response.body, new URL(url).host, signal),
    };
  },
};

function initOf({ method, headers, body, signal }: TransportRequest): Parameters<typeof fetch>[1] {
  const sent =
    typeof body === 'function' ? { body: ReadableStream.from(body()), duplex: 'half' as const } : body ? { body } : {};
  return { method, headers: { ...headers }, redirect: 'manual', ...sent, ...(signal ? { signal } : {}) };
}

async function* chunks(
  body: ReadableStream<Uint8Array> | null,
  host: string,
  signal: AbortSignal | undefined,
): ByteStream {
  try {
    if (body) yield* body;
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new RegistryError('UNREACHABLE', `the connection to ${host} broke`, { cause, retryable: true });
  }
}
