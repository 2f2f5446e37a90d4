import { RegistryError } from '../error.ts';
import { discard, type Transport } from './transport.ts';

const MAX_REDIRECTS = 5;

/** Follows redirects. Credentials stay with the origin they were for, and TLS is never left. */
export function followRedirects(inner: Transport): Transport {
  return {
    async send(request) {
      let { url, headers } = request;
      for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
        const response = await inner.send({ ...request, url, headers });
        const location = response.header('location');
        if (response.status < 300 || response.status >= 400 || location === undefined) return response;
        await discard(response);
        const next = URL.canParse(location, url) ? new URL(location, url) : undefined;
        if (!next || !/^https?:$/.test(next.protocol) || (url.startsWith('https:') && next.protocol !== 'https:')) {
          throw new RegistryError(
            'INVALID',
            `${new URL(url).host} redirects to ${JSON.stringify(location.slice(0, 200))}`,
          );
        }
        if (next.origin !== new URL(url).origin) headers = withoutAuthorization(headers);
        url = next.href;
      }
      throw new RegistryError('INVALID', `${new URL(request.url).host} redirects more than ${MAX_REDIRECTS} times`);
    },
  };
}

function withoutAuthorization(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'authorization'));
}
