import { collect } from '@strake/core';
import { RegistryError } from '../error.ts';
import { discard, type Transport, type TransportRequest, type TransportResponse } from '../transport/transport.ts';
import { type Challenge, parseChallenge } from './challenge.ts';

export interface Credential {
  readonly username: string;
  readonly password: string;
}

/** Credentials for a registry host (`docker.io`, `ghcr.io`, `localhost:5000`), asked for only when it wants some. */
export interface CredentialProvider {
  get(host: string): Promise<Credential | undefined>;
}

const TOKEN_LIMIT = 1024 * 1024;

/**
 * Answers challenges of one registry. Credentials go to that registry and to the token service that it names over TLS
 * (or loopback), nowhere else.
 */
export function authorizing(inner: Transport, host: string, credentials: CredentialProvider | undefined): Transport {
  let known: string | undefined;
  return {
    async send(request) {
      const first = await inner.send(withAuthorization(request, known));
      if (first.status !== 401) return first;
      const challenge = parseChallenge(first.header('www-authenticate') ?? '');
      await discard(first);
      if (!challenge) throw refused(host, request.url);
      known = await answer(inner, challenge, request, await credentials?.get(host), host);
      const second = await inner.send(withAuthorization(request, known));
      if (second.status !== 401) return second;
      await discard(second);
      throw refused(host, request.url);
    },
  };
}

function withAuthorization(request: TransportRequest, authorization: string | undefined): TransportRequest {
  return authorization === undefined ? request : { ...request, headers: { ...request.headers, authorization } };
}

async function answer(
  inner: Transport,
  { scheme, parameters }: Challenge,
  request: TransportRequest,
  credential: Credential | undefined,
  host: string,
): Promise<string> {
  const basic = credential && `Basic ${toBase64(`${credential.username}:${credential.password}`)}`;
  if (scheme === 'basic') {
    if (basic === undefined) throw refused(host, request.url);
    return basic;
  }
  const url = tokenUrl(parameters, host, request.url);
  const response = await inner.send({
    method: 'GET',
    url,
    headers: { accept: 'application/json', ...(basic === undefined ? {} : { authorization: basic }) },
    ...(request.signal ? { signal: request.signal } : {}),
  });
  return `Bearer ${await tokenOf(response, host, request.url)}`;
}

function tokenUrl({ realm, service, scope }: Challenge['parameters'], host: string, requestUrl: string): string {
  const url = realm !== undefined && URL.canParse(realm) ? new URL(realm) : undefined;
  const safe = url && (url.protocol === 'https:' || (url.protocol === 'http:' && requestUrl.startsWith('http:')));
  if (!url || !safe) throw new RegistryError('INVALID', `${host} names ${JSON.stringify(realm)} as its token service`);
  if (service !== undefined) url.searchParams.set('service', service);
  if (scope !== undefined) url.searchParams.set('scope', scope);
  return url.href;
}

async function tokenOf(response: TransportResponse, host: string, requestUrl: string): Promise<string> {
  const body = new TextDecoder().decode(await collect(response.body, TOKEN_LIMIT));
  if (response.status !== 200) throw refused(host, requestUrl);
  const { token, access_token: accessToken } = JSON.parse(body) as { token?: unknown; access_token?: unknown };
  const value = token ?? accessToken;
  if (typeof value !== 'string' || !/^[\x21-\x7e]+$/.test(value)) throw refused(host, requestUrl);
  return value;
}

function refused(host: string, url: string): RegistryError {
  const repository = /\/v2\/(.+)\/(?:manifests|blobs)\//.exec(url)?.[1] ?? host;
  return new RegistryError('UNAUTHORIZED', `${host} does not let us read ${repository}`, {
    status: 401,
    hint: `is the name right? Private images need credentials: docker login ${host}`,
  });
}

function toBase64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
