import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';

/** /etc/hosts as BuildKit writes it. */
export function hostsFile(hostname: string, extra: readonly { readonly host: string; readonly ip: string }[]): string {
  const own = [`127.0.0.1\tlocalhost ${hostname}`, '::1\tlocalhost ip6-localhost ip6-loopback'];
  return [...own, ...extra.map(({ host, ip }) => `${ip}\t${host}`)].map((line) => `${line}\n`).join('');
}

/**
 * Docker's `host-gateway` as an address of this machine: its loopback where the command shares its network, else the first
 * one that others can reach. Services that listen on the loopback alone are out of reach from an isolated network.
 */
export function withHostGateway<H extends { readonly ip: string }>(
  hosts: readonly H[],
  sharesNetwork: boolean,
  interfaces: ReturnType<typeof networkInterfaces> = networkInterfaces(),
): readonly H[] {
  const addresses = Object.values(interfaces).flatMap((list) => list ?? []);
  const outside = addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
  const gateway = sharesNetwork ? '127.0.0.1' : (outside ?? '127.0.0.1');
  return hosts.map((entry) => (entry.ip === 'host-gateway' ? { ...entry, ip: gateway } : entry));
}

/** The host's /etc/resolv.conf; empty when it has none. */
export function resolvConf(): string {
  try {
    return readFileSync('/etc/resolv.conf', 'utf8');
  } catch {
    return '';
  }
}
