import { type Digest, joinHints } from '@strake/core';
import type { Reference } from '@strake/oci';
import { authorizing } from '../auth/authorize.ts';
import type { CredentialProvider } from '../auth/credential.ts';
import { RegistryError } from '../error.ts';
import { perhapsTls } from '../transport/perhaps-tls.ts';
import { followRedirects } from '../transport/redirect.ts';
import { retrying } from '../transport/retry.ts';
import type { Transport, TransportRequest, TransportResponse } from '../transport/transport.ts';
import type { Wait } from '../transport/wait.ts';
import { checkAnswer } from './answer.ts';
import { type Endpoint, type EndpointOptions, endpointsOf, needsNoTls } from './endpoint.ts';

export interface AskOptions extends EndpointOptions {
  readonly transport: Transport;
  readonly credentials?: CredentialProvider;
  /** How to wait between attempts; default: by the clock. */
  readonly wait?: Wait;
}

/** What is asked of a repository: a path below it, e.g. `manifests/latest`. */
export interface Question {
  readonly path: string;
  /** When that is a blob: the error for one that is not there names it. */
  readonly blob?: Digest;
  readonly method?: 'GET' | 'HEAD';
  readonly headers?: Readonly<Record<string, string>>;
  /** Statuses that are answers; default 200 alone. */
  readonly wanted?: readonly number[];
  /** As in `TransportRequest`. */
  readonly reuse?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Asks registries, with retries, redirects and logins. */
export interface Asker {
  /**
   * Asks a repository's mirrors and registry in order: what one does not have or cannot give, the next is asked for.
   * `take` makes the result of a response; where it throws, too, the next is asked.
   */
  ask<T>(reference: Reference, question: Question, take: (response: TransportResponse) => T | Promise<T>): Promise<T>;
  /** One request to one endpoint of a repository. */
  send(endpoint: Endpoint, repository: string, request: TransportRequest): Promise<TransportResponse>;
}

export function createAsker(options: AskOptions): Asker {
  const transports = new Map<string, Transport>();
  const inner = retrying(
    followRedirects(perhapsTls(options.transport, (host) => needsNoTls(host, options))),
    options.wait,
  );

  /** Tokens are for one repository of one endpoint. */
  function send(endpoint: Endpoint, repository: string, request: TransportRequest): Promise<TransportResponse> {
    const key = `${endpoint.url} ${repository}`;
    const transport = transports.get(key) ?? authorizing(inner, endpoint.host, options.credentials);
    transports.set(key, transport);
    return transport.send(request);
  }

  return {
    send,
    async ask(reference, { path, blob, method = 'GET', headers = {}, wanted = [200], reuse = false, signal }, take) {
      let failure: unknown;
      for (const endpoint of endpointsOf(reference.registry, options)) {
        try {
          const url = `${endpoint.url}/v2/${reference.repository}/${path}`;
          const request = { method, url, headers, reuse, ...(signal ? { signal } : {}) };
          const response = await send(endpoint, reference.repository, request);
          return await take(await checkAnswer(reference, endpoint, response, wanted, blob));
        } catch (error) {
          if (signal?.aborted) throw error;
          failure = mostTelling(failure, explained(error, endpoint, reference.registry));
        }
      }
      throw failure;
    },
  };
}

/** Nobody knows by heart that a mirror is set, or can be: what cannot be reached says it. */
function explained(error: unknown, { mirror }: Endpoint, registry: string): unknown {
  if (!isUnreachable(error)) return error;
  if (mirror) {
    const why = error.hint ?? 'is its server running?';
    const hint = `mirrors are set by STRAKE_REGISTRY_MIRROR and by "mirrors" in strake/config.json: ${why}`;
    return unreachable(`${error.message}, the mirror of ${registry}`, error, hint);
  }
  if (registry !== 'docker.io') return error;
  const hint = joinHints(error.hint, 'STRAKE_REGISTRY_MIRROR names a mirror of docker.io');
  return unreachable(error.message, error, hint);
}

/** What the registry or a mirror said counts more than that another could not be reached. */
function mostTelling(before: unknown, now: unknown): unknown {
  if (before === undefined || !isUnreachable(now)) return now;
  return isUnreachable(before) ? unreachable(`${before.message}; ${now.message}`, before, before.hint) : before;
}

function isUnreachable(error: unknown): error is RegistryError {
  return error instanceof RegistryError && error.code === 'UNREACHABLE';
}

function unreachable(message: string, cause: RegistryError, hint: string | undefined): RegistryError {
  const { retryable, attempts } = cause;
  return new RegistryError('UNREACHABLE', message, {
    cause,
    retryable,
    attempts,
    ...(hint === undefined ? {} : { hint }),
  });
}
