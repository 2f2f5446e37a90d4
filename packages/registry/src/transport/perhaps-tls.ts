import { RegistryError } from '../error.ts';
import { discard, type Transport, type TransportRequest, type TransportResponse } from './transport.ts';

/**
 * Speaks TLS with those of the hosts `trusted` that turn out to want it: as in Docker, whatever their certificate, for they
 * would be spoken to without any. They are asked without first, and are `http:` to whoever asks.
 */
export function perhapsTls(inner: Transport, trusted: (host: string) => boolean): Transport {
  const speaksTls = new Map<string, boolean>();

  async function overTls(request: TransportRequest, host: string): Promise<TransportResponse> {
    const url = request.url.replace(/^http:/, 'https:');
    const response = await inner.send({ ...request, url, unverified: true });
    return { ...response, header: (name) => withoutTls(response.header(name), host) };
  }

  /** The answer over TLS; nothing where there is none. */
  async function tryTls(request: TransportRequest, host: string): Promise<TransportResponse | undefined> {
    if (speaksTls.get(host) === false || typeof request.body === 'function') return undefined;
    try {
      const response = await overTls(request, host);
      speaksTls.set(host, true);
      return response;
    } catch {
      return undefined;
    }
  }

  return {
    async send(request) {
      const { host, protocol } = new URL(request.url);
      if (!trusted(host)) return inner.send(request);
      if (protocol === 'https:' || speaksTls.get(host)) return overTls(request, host);
      try {
        const response = await inner.send(request);
        const other = wantsTls(response, host) ? await tryTls(request, host) : undefined;
        // Others that were asked at the same time may know better.
        if (other === undefined && !speaksTls.has(host)) speaksTls.set(host, false);
        if (other !== undefined) await discard(response);
        return other ?? response;
      } catch (error) {
        const mayTry = mayWantTls(error, request.url) && !request.signal?.aborted;
        const other = mayTry ? await tryTls(request, host) : undefined;
        if (other === undefined) throw error;
        return other;
      }
    },
  };
}

/** What servers answer who expect TLS: that this is none, or where there is some. */
function wantsTls(response: TransportResponse, host: string): boolean {
  const { status } = response;
  return (
    status === 400 ||
    (status > 300 && status < 400 && response.header('location')?.startsWith(`https://${host}/`) === true)
  );
}

/** What others do. Without a port in its name, a host speaks TLS at another one. */
function mayWantTls(error: unknown, url: string): boolean {
  const { code } = error instanceof RegistryError ? ((error.cause ?? {}) as { readonly code?: unknown }) : {};
  if (code === 'ECONNREFUSED') return new URL(url).port === '';
  return /^(ECONNRESET|EPIPE|HPE_.*)$/.test(String(code));
}

/** To whoever asks, the host has no TLS: what it says of itself has to agree. */
function withoutTls(value: string | undefined, host: string): string | undefined {
  return value?.replaceAll(`https://${host}/`, `http://${host}/`);
}
