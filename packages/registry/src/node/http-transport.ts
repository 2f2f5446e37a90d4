import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { abortReason } from '@strake/core';
import { RegistryError } from '../error.ts';
import type { Transport, TransportRequest, TransportResponse } from '../transport/transport.ts';

export interface HttpTransportOptions {
  /** Most time without a byte before a request counts as dead, in ms. Default 30 s. */
  readonly idleTimeout?: number;
  readonly userAgent?: string;
}

/** A transport on Node's own HTTP, with connections kept open between requests. `close()` ends them. */
export function createHttpTransport(options: HttpTransportOptions = {}): Transport & Disposable {
  const agents = { http: new HttpAgent({ keepAlive: true }), https: new HttpsAgent({ keepAlive: true }) };
  const idleTimeout = options.idleTimeout ?? 30_000;
  return {
    send: (request) => send(request, agents, idleTimeout, options.userAgent ?? 'strake'),
    [Symbol.dispose]() {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}

function send(
  { method, url, headers, signal }: TransportRequest,
  agents: { readonly http: HttpAgent; readonly https: HttpsAgent },
  idleTimeout: number,
  userAgent: string,
): Promise<TransportResponse> {
  const target = new URL(url);
  const all = { ...headers, 'user-agent': userAgent };
  const { promise, resolve, reject } = Promise.withResolvers<TransportResponse>();
  const fail = (cause: Error): void => {
    if (signal?.aborted) reject(abortReason(signal));
    else
      reject(
        new RegistryError('UNREACHABLE', `no answer from ${target.host}: ${cause.message}`, {
          cause,
          retryable: true,
          ...offlineHint(cause),
        }),
      );
  };
  const request =
    target.protocol === 'https:'
      ? requestHttps(target, { method, headers: all, agent: agents.https, ...(signal ? { signal } : {}) })
      : requestHttp(target, { method, headers: all, agent: agents.http, ...(signal ? { signal } : {}) });
  request.setTimeout(idleTimeout, () => request.destroy(new Error(`nothing came for ${idleTimeout / 1000} s`)));
  request.on('error', fail);
  request.on('response', (message) => resolve(responseOf(message, target.host)));
  request.end();
  return promise;
}

function responseOf(message: IncomingMessage, host: string): TransportResponse {
  return {
    status: message.statusCode ?? 0,
    header: (name) => {
      const value = message.headers[name.toLowerCase()];
      return Array.isArray(value) ? value.join(', ') : value;
    },
    body: bodyOf(message, host),
  };
}

/** An iterator that closes the connection when it is left early, also before its first chunk. */
function bodyOf(message: IncomingMessage, host: string): AsyncIterable<Uint8Array> {
  return {
    [Symbol.asyncIterator]() {
      const chunks = message[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
      return {
        async next() {
          try {
            return await chunks.next();
          } catch (cause) {
            throw new RegistryError('UNREACHABLE', `the connection to ${host} broke`, { cause, retryable: true });
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

function offlineHint(cause: Error): { hint?: string } {
  const code = (cause as NodeJS.ErrnoException).code;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'ENETUNREACH')
    return { hint: 'is this machine offline? A mirror can be set with STRAKE_REGISTRY_MIRROR' };
  if (code === 'ECONNREFUSED') return { hint: 'nothing listens there' };
  return {};
}
