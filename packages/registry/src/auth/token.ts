import { collect } from '@strake/core';
import { RegistryError } from '../error.ts';
import { sameOrigin } from '../transport/redirect.ts';
import type { Transport, TransportRequest, TransportResponse } from '../transport/transport.ts';
import { quoting, wordsOf } from '../transport/words.ts';
import type { Challenge } from './challenge.ts';
import { type Credential, secretsOf } from './credential.ts';

/** A token, or what was said in its place. */
export interface TokenAnswer {
  readonly token?: string;
  readonly words?: string | undefined;
}

/** Bytes of a token service's answer. */
const TOKEN_LIMIT = 1024 * 1024;

/** Asks the token service that a registry's challenge names (distribution spec, "token authentication"). */
export async function fetchToken(
  transport: Transport,
  { parameters }: Challenge,
  request: TransportRequest,
  credential: Credential | undefined,
): Promise<TokenAnswer> {
  const realm = realmOf(parameters.realm, request.url);
  const query = new URLSearchParams();
  if (parameters.service !== undefined) query.append('service', parameters.service);
  for (const scope of (parameters.scope ?? '').split(' ')) if (scope !== '') query.append('scope', scope);
  const response = await transport.send({
    ...(credential?.identityToken === undefined
      ? getRequest(realm, query, credential)
      : postRequest(realm, query, credential.identityToken)),
    ...(request.signal ? { signal: request.signal } : {}),
  });
  const confidential = secretsOf(credential, credential && basicAuthorization(credential));
  return tokenOf({ ...response, confidential }, new URL(realm).host);
}

/**
 * The realm, if credentials may go there: over TLS, or to the place that is being asked anyway without it.
 */
function realmOf(realm: string | undefined, asked: string): string {
  const url = realm !== undefined && URL.canParse(realm) ? new URL(realm) : undefined;
  if (url && (url.protocol === 'https:' || (url.protocol === 'http:' && isAskedInClear(url, asked)))) return url.href;
  const host = new URL(asked).host;
  throw new RegistryError('INVALID', `${host} names ${JSON.stringify(realm?.slice(0, 200))} as its token service`, {
    hint: 'credentials go to a token service over HTTPS only',
  });
}

/** A registry spoken to in clear on this machine or declared insecure, whose token service is on the same machine. */
function isAskedInClear(realm: URL, asked: string): boolean {
  const registry = new URL(asked);
  return registry.protocol === 'http:' && (sameOrigin(realm.href, asked) || realm.hostname === registry.hostname);
}

function getRequest(realm: string, query: URLSearchParams, credential: Credential | undefined): TransportRequest {
  const url = new URL(realm);
  for (const [name, value] of query) url.searchParams.append(name, value);
  const authorization = credential && { authorization: basicAuthorization(credential) };
  return { method: 'GET', url: url.href, headers: { accept: 'application/json', ...authorization } };
}

function postRequest(realm: string, query: URLSearchParams, identityToken: string): TransportRequest {
  const form = new URLSearchParams([...query].length > 0 ? query.toString() : '');
  form.set('grant_type', 'refresh_token');
  form.set('client_id', 'strake');
  form.set('refresh_token', identityToken);
  return {
    method: 'POST',
    url: realm,
    headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
    body: new TextEncoder().encode(form.toString()),
  };
}

export function basicAuthorization({ username, password }: Credential): string {
  const bytes = new TextEncoder().encode(`${username}:${password}`);
  return `Basic ${btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))}`;
}

async function tokenOf(response: TransportResponse, host: string): Promise<TokenAnswer> {
  const { status } = response;
  if (status !== 200) {
    const words = await wordsOf(response);
    if (status < 500 && status !== 429) return { words };
    throw new RegistryError(
      'SERVER_ERROR',
      quoting(`the token service ${host} answered with status ${status}`, words),
      {
        status,
      },
    );
  }
  const document = parseObject(await textOf(response));
  const token = document?.['token'] ?? document?.['access_token'];
  if (typeof token === 'string' && /^[\x21-\x7e]+$/.test(token)) return { token };
  throw new RegistryError('INVALID', `the token service ${host} gave no token`, { status });
}

async function textOf(response: TransportResponse): Promise<string> {
  try {
    return new TextDecoder().decode(await collect(response.body, TOKEN_LIMIT));
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new RegistryError('INVALID', 'a token service answered with more than 1 MiB', { cause });
  }
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
