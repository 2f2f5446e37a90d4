/** An address that only the host itself can reach: resolved(8) and dnsmasq listen on these. */
const LOOPBACK = /^(127\.|::1$|0\.0\.0\.0$)/;

/** /etc/resolv.conf for an isolated network: name servers on the host's loopback are replaced by `nameServer`. */
export function isolatedResolvConf(host: string, nameServer: string): string {
  let replaced = false;
  const lines = host.split('\n').flatMap((line) => {
    const address = /^\s*nameserver\s+(\S+)/.exec(line)?.[1];
    if (address === undefined || !LOOPBACK.test(address)) return [line];
    if (replaced) return [];
    replaced = true;
    return [`nameserver ${nameServer}`];
  });
  const named = lines.some((line) => /^\s*nameserver\s/.test(line));
  return named ? lines.join('\n') : `${lines.join('\n')}nameserver ${nameServer}\n`;
}
