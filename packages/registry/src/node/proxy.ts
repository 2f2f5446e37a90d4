import { RegistryError } from '../error.ts';

/** Variables of an environment. */
export type ProxyEnv = Readonly<Record<string, string | undefined>>;

/** As Node looks for them. */
const NAMES = { 'http:': ['http_proxy', 'HTTP_PROXY'], 'https:': ['https_proxy', 'HTTPS_PROXY'] } as const;

/** `env` with proxies as Node reads them: `HOST:PORT` means HTTP, as for other programs. Throws `INVALID` for what is no URL. */
export function proxyUrls(env: ProxyEnv): ProxyEnv {
  const urls = Object.values(NAMES)
    .flat()
    .flatMap((name) => (env[name] ? [[name, urlOf(name, env[name])] as const] : []));
  return { ...env, ...Object.fromEntries(urls) };
}

/** It may hold a password, so it is not told. */
function urlOf(name: string, text: string): string {
  const url = text.includes('://') ? text : `http://${text}`;
  if (URL.canParse(url)) return url;
  throw new RegistryError('INVALID', `what ${name} says is no URL of a proxy`, {
    hint: 'write e.g. http://proxy.example:3128; what stands in a password as / or @ is written as %2F and %40',
  });
}

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

/** Whether this Node asks proxies: since 22.21 and 24.5. */
export const usesProxies: boolean = major > 24 || (major === 24 && minor >= 5) || (major === 22 && minor >= 21);

/** What `env` has to do with a request that failed; undefined where it names no proxy, or that is not to blame. */
export function proxyHint(env: ProxyEnv, protocol: string, cause: Error): string | undefined {
  const name = (NAMES[protocol as keyof typeof NAMES] ?? []).find((one) => env[one]);
  if (name === undefined) return undefined;
  if (!usesProxies) return `${name} means nothing to Node ${process.versions.node}: 22.21 and 24.5 ask proxies`;
  const proxy = new URL(urlOf(name, env[name] ?? ''));
  if (!/^https?:$/.test(proxy.protocol))
    return `${name} names a proxy of ${proxy.protocol}//, which is not used: http:// and https:// are`;
  return isOf(proxy, cause)
    ? `it was asked through the proxy of ${name}: is that right? NO_PROXY names hosts that need none`
    : undefined;
}

/** Whether the proxy is what cannot be reached, or refuses. */
function isOf({ hostname, port, protocol }: URL, cause: NodeJS.ErrnoException): boolean {
  if (cause.code === 'ERR_PROXY_TUNNEL') return true;
  const failed = cause as { readonly hostname?: string; readonly port?: number };
  const usual = protocol === 'https:' ? 443 : 80;
  return failed.hostname === hostname || failed.port === Number(port || usual);
}
