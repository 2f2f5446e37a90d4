import { readFileSync } from 'node:fs';

/** /etc/hosts as BuildKit writes it. */
export function hostsFile(hostname: string, extra: readonly { readonly host: string; readonly ip: string }[]): string {
  const own = [`127.0.0.1\tlocalhost ${hostname}`, '::1\tlocalhost ip6-localhost ip6-loopback'];
  return [...own, ...extra.map(({ host, ip }) => `${ip}\t${host}`)].map((line) => `${line}\n`).join('');
}

/** The host's /etc/resolv.conf; empty when it has none. */
export function resolvConf(): string {
  try {
    return readFileSync('/etc/resolv.conf', 'utf8');
  } catch {
    return '';
  }
}
