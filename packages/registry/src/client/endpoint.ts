/** Where a registry is really asked: a base URL without trailing slash. */
export interface Endpoint {
  readonly url: string;
  /** Host that credentials are for. */
  readonly host: string;
}

/** How registries are reached. */
export interface EndpointOptions {
  /** Base URLs to try before the registry itself, by its host. */
  readonly mirrors?: Readonly<Record<string, readonly string[]>>;
  /** Hosts that are spoken to without TLS; loopback always is. */
  readonly insecure?: readonly string[];
}

const HOSTS: Readonly<Record<string, string>> = { 'docker.io': 'registry-1.docker.io' };

/** The places to ask for a registry's content, in order: its mirrors, then itself. */
export function endpointsOf(registry: string, { mirrors = {}, insecure = [] }: EndpointOptions): readonly Endpoint[] {
  const own = HOSTS[registry] ?? registry;
  const scheme = isLoopback(own) || insecure.includes(registry) ? 'http' : 'https';
  const mirrored = (mirrors[registry] ?? []).map((url) => ({ url: url.replace(/\/+$/, ''), host: new URL(url).host }));
  return [...mirrored, { url: `${scheme}://${own}`, host: registry }];
}

function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/.test(host);
}
