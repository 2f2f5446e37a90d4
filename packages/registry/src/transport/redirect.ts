import { RegistryError } from '../error.ts';
import { discard, type Transport, type TransportResponse } from './transport.ts';

const MAX_REDIRECTS = 5;

/**
 * Follows redirects of GET and HEAD. Credentials stay with the origin they were for, and TLS is never left. Where a
 * redirect led to another origin, its challenges are not passed on: nobody may ask for credentials that are not its own.
 */
export function followRedirects(inner: Transport): Transport {
  return {
    async send(request) {
      if (request.method !== 'GET' && request.method !== 'HEAD') return inner.send(request);
      let { url, headers } = request;
      for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
        const response = await inner.send({ ...request, url, headers });
        const location = response.header('location');
        if (response.status < 300 || response.status >= 400 || location === undefined)
          return sameOrigin(url, request.url) ? response : withoutChallenge(response);
        await discard(response);
        const next = redirectTarget(url, location);
        if (!sameOrigin(next, url)) headers = withoutCredentials(headers);
        url = next;
      }
      throw new RegistryError('INVALID', `${new URL(request.url).host} redirects more than ${MAX_REDIRECTS} times`);
    },
  };
}

/** Where `location`, found at `url`, leads: HTTP or HTTPS, never from TLS to none. Throws `INVALID`. */
export function redirectTarget(url: string, location: string): string {
  const next = URL.canParse(location, url) ? new URL(location, url) : undefined;
  if (next && (next.protocol === 'https:' || (next.protocol === 'http:' && url.startsWith('http:')))) return next.href;
  throw new RegistryError('INVALID', `${new URL(url).host} redirects to ${JSON.stringify(withoutQuery(location))}`);
}

export function sameOrigin(a: string, b: string): boolean {
  return new URL(a).origin === new URL(b).origin;
}

const SECRET = new Set(['authorization', 'proxy-authorization', 'cookie']);

/** The headers that another origin may see. */
function withoutCredentials(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !SECRET.has(name.toLowerCase())));
}

function withoutChallenge(response: TransportResponse): TransportResponse {
  return {
    status: response.status,
    body: response.body,
    header: (name) => (name.toLowerCase() === 'www-authenticate' ? undefined : response.header(name)),
  };
}

/** Queries of storage services hold signatures. */
function withoutQuery(location: string): string {
  return location.replace(/[?#].*$/s, '').slice(0, 200);
}
