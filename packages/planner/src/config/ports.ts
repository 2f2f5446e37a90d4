/** Ports that EXPOSE names with one argument, or why it does not. `message` is Docker's. */
export type Ports =
  | { readonly ok: true; readonly first: number; readonly last: number; readonly protocol: string }
  | { readonly ok: false; readonly message: string };

/** Reads `[ip:][host:]port[-port][/protocol]`. What stands before the container's port is checked and dropped. */
export function parsePorts(text: string): Ports {
  const parts = text.split(':');
  const container = parts.at(-1) ?? '';
  const host = parts.at(-2) ?? '';
  const ip = parts.slice(0, -2).join(':');
  const [port = '', ...rest] = container.split('/');
  const protocol = rest.join('/').toLowerCase() || 'tcp';
  if (port === '') return wrong(`invalid port: ${JSON.stringify(text)}: no port specified`);
  if (!/^(?:tcp|udp|sctp)$/.test(protocol)) {
    return wrong(`invalid port: ${JSON.stringify(text)}: invalid proto: ${rest.join('/')}`);
  }
  if (ip !== '' && !isAddress(ip)) return wrong(`invalid IP address: ${ip}`);
  const range = parseRange(port);
  if (!range) return wrong(`invalid containerPort: ${port}`);
  const hostProblem = host === '' ? undefined : checkHost(host, port, range);
  return hostProblem === undefined ? { ok: true, ...range, protocol } : wrong(hostProblem);
}

interface PortRange {
  readonly first: number;
  readonly last: number;
}

function parseRange(text: string): PortRange | undefined {
  const [, start, end = start] = /^([^-]*)(?:-(.*))?$/s.exec(text) ?? [];
  const first = parsePort(start ?? '');
  const last = parsePort(end ?? '');
  return first === undefined || last === undefined || last < first ? undefined : { first, last };
}

function parsePort(text: string): number | undefined {
  const port = /^\+?\d+$/.test(text) ? Number(text) : Number.NaN;
  return port <= 65535 ? port : undefined;
}

/** A range of the host goes with a range of the same length, or with a single port. */
function checkHost(host: string, container: string, { first, last }: PortRange): string | undefined {
  const range = parseRange(host);
  if (!range) return `invalid hostPort: ${host}`;
  if (first === last || last - first === range.last - range.first) return undefined;
  return `invalid ranges specified for container and host Ports: ${container} and ${host}`;
}

function isAddress(text: string): boolean {
  const bare = /^\[(.*)\]$/.exec(text)?.[1] ?? text;
  const numbers = bare.split('.');
  if (numbers.length === 4) return numbers.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
  return /^[0-9a-f:.]*:[0-9a-f:.]*$/i.test(bare);
}

function wrong(message: string): Ports {
  return { ok: false, message };
}
