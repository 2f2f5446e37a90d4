import { RegistryError } from '../error.ts';

/** Where a registry is really asked: a base URL without trailing slash. */
export interface Endpoint {
  readonly url: string;
  /** Host that credentials are for. */
  readonly host: string;
  /** Whether it stands in for the registry. */
  readonly mirror?: true;
}

/** How registries are reached. */
export interface EndpointOptions {
  /** Base URLs to try before the registry itself, by its host. With `http:` a mirror is spoken to without TLS. */
  readonly mirrors?: Readonly<Record<string, readonly string[]>>;
  /** Hosts that are spoken to without TLS, or with any certificate where they want it; loopback always is. */
  readonly insecure?: readonly string[];
}

/** Registries whose API lives elsewhere. */
const HOSTS: Readonly<Record<string, string>> = { 'docker.io': 'registry-1.docker.io' };

/** The places to ask for a registry's content, in order: its mirrors, then itself. */
export function endpointsOf(registry: string, options: EndpointOptions): readonly Endpoint[] {
  const { mirrors = {} } = options;
  return [...(Object.hasOwn(mirrors, registry) ? (mirrors[registry] ?? []) : []).map(mirror), own(registry, options)];
}

/** The registry itself, which alone is written to. */
export function own(registry: string, { insecure = [] }: EndpointOptions): Endpoint {
  const host = Object.hasOwn(HOSTS, registry) ? HOSTS[registry] : registry;
  const scheme = needsNoTls(registry, { insecure }) ? 'http' : 'https';
  return { url: `${scheme}://${host}`, host: registry };
}

/** Whether a host is spoken to without TLS. */
export function needsNoTls(host: string, { insecure = [] }: EndpointOptions): boolean {
  return isLoopback(host) || insecure.includes(host);
}

function mirror(text: string): Endpoint {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'https:' || url?.protocol === 'http:')
    return { url: text.replace(/\/+$/, ''), host: url.host, mirror: true };
  throw new RegistryError('INVALID', `${JSON.stringify(text)} is no URL of a mirror`, {
    hint: 'write e.g. http://127.0.0.1:5000',
  });
}

/** Whether a host, perhaps with a port, is this machine. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/.test(host);
}
