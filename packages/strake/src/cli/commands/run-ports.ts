import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, isIPv4 } from 'node:net';
import { systemReason } from '@strake/oci/node';
import type { PublishedPort } from '@strake/sandbox';
import { UsageError } from '../usage-error.ts';

const FORM =
  /^(?:(?<address>\d+\.[\d.]+):)?(?:(?<host>\d*(?:-\d+)?):)?(?<port>\d+(?:-\d+)?)(?:\/(?<protocol>tcp|udp))?$/;

/**
 * What `--publish` says: `[ADDRESS:][HOST:]PORT[/udp]`, where HOST and PORT may be ranges. The address is this machine's
 * loopback unless it is given. Where the host's ports are left out, free ones are taken, and told to `tell`.
 */
export async function publishedPorts(
  texts: readonly string[],
  tell: (message: string) => void,
): Promise<readonly PublishedPort[]> {
  const published: PublishedPort[] = [];
  for (const text of texts) {
    const wanted = parsePublished(text);
    for (const port of wanted) published.push(port.hostPort === 0 ? await atFreePort(port, tell) : port);
  }
  return published;
}

/** A host's port that is 0 may be any. */
export function parsePublished(text: string): readonly PublishedPort[] {
  const { address = '127.0.0.1', host = '', port = '', protocol = 'tcp' } = FORM.exec(text)?.groups ?? {};
  const ports = portsIn(port);
  const hostPorts = host === '' ? ports?.map(() => 0) : portsIn(host);
  if (!ports || !hostPorts || !isIPv4(address))
    throw new UsageError(`--publish ${JSON.stringify(text)} is not [ADDRESS:]HOST:PORT`, adviceOn(text));
  if (ports.length !== hostPorts.length)
    throw new UsageError(
      `--publish ${JSON.stringify(text)}: ${hostPorts.length} ports of this machine for ${ports.length} of the command`,
      'as many on both sides, e.g. -p 8000-8009:80-89',
    );
  return ports.map((number, i) => ({
    protocol: protocol === 'udp' ? 'udp' : 'tcp',
    address,
    hostPort: hostPorts[i] ?? 0,
    port: number,
  }));
}

function adviceOn(text: string): string {
  if (text.startsWith('[')) return 'an address is one of IPv4, e.g. -p 127.0.0.1:8080:80';
  return text.includes('-') ? `e.g. -p 8000-8009:80-89, at most ${MOST} ports` : 'e.g. -p 8080:80';
}

const LAST = 65535;
/** Ports of one range: what leads them takes its time and memory for each. */
const MOST = 1000;

function portsIn(range: string): readonly number[] | undefined {
  const [first = 0, last = first] = range.split('-').map(Number);
  if (first < 1 || last < first || last > LAST || last - first >= MOST) return undefined;
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

async function atFreePort(wanted: PublishedPort, tell: (message: string) => void): Promise<PublishedPort> {
  const { protocol, address, port } = wanted;
  const hostPort = await (protocol === 'tcp' ? freeTcpPort(address) : freeUdpPort(address)).catch((error: unknown) => {
    throw new UsageError(`--publish: no port of ${address} can be had: ${systemReason(error)}`);
  });
  tell(`${address}:${hostPort} leads to port ${port}${protocol === 'udp' ? '/udp' : ''}`);
  return { ...wanted, hostPort };
}

async function freeTcpPort(address: string): Promise<number> {
  const server = createServer().listen(0, address);
  await once(server, 'listening');
  const bound = server.address();
  server.close();
  await once(server, 'close');
  return typeof bound === 'object' && bound !== null ? bound.port : 0;
}

async function freeUdpPort(address: string): Promise<number> {
  const socket = createSocket('udp4').bind(0, address);
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  return port;
}
