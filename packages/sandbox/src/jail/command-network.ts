import { readFileSync } from 'node:fs';
import { SandboxError } from '../error.ts';
import type { PublishedPort } from '../network/isolated-network.ts';
import { freeLowPorts } from '../network/low-ports.ts';
import { isolatedResolvConf } from '../network/resolver.ts';
import { resolvConf } from '../runtime/hosts-file.ts';
import type { JobNetwork } from '../runtime/job.ts';
import type { Exit } from '../runtime/sandbox.ts';
import type { RunRequest } from './run.ts';

/** Gives `use` the command's network and what /etc/resolv.conf says there. */
export async function withNetwork(
  { networks, spec }: RunRequest,
  use: (network: JobNetwork, resolvConf: string) => Promise<Exit>,
): Promise<Exit> {
  const { network, ports = [], lowPorts = false, security } = spec;
  if (network !== 'default') return use(network, resolvConf());
  if (networks === undefined) {
    if (ports.length === 0) return use('host', resolvConf());
    throw new SandboxError('RUN_FAILED', 'ports cannot be published here: there is no isolated network', {
      hint: "use the host's network instead: --network host",
    });
  }
  const isolated = await networks.acquire(ports).catch((cause: unknown) => {
    throw networkFailed(cause, ports);
  });
  try {
    if (lowPorts) await freeLowPorts(isolated.path);
    return await use({ path: isolated.path }, isolatedResolvConf(resolvConf(), isolated.nameServer));
  } finally {
    networks.release(isolated, security === 'insecure' || ports.length > 0 || lowPorts);
  }
}

function networkFailed(cause: unknown, ports: readonly PublishedPort[]): SandboxError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new SandboxError('RUN_FAILED', `cannot set up the network: ${reason}`, {
    cause,
    hint: hintFor(reason, ports),
  });
}

function hintFor(reason: string, ports: readonly PublishedPort[]): string {
  const start = firstFreePort();
  const port = ports.find(({ hostPort }) => hostPort < start)?.hostPort;
  if (port !== undefined)
    return `ports below ${start} are root's alone: publish a higher one, or as root: sysctl net.ipv4.ip_unprivileged_port_start=${port}`;
  if (ports.length > 0 && /\bport\b/i.test(reason)) return 'publish another one; ss -ltnup shows who has which';
  return 'for the network of the host or none use --network host or --network none';
}

const FIRST_FREE_PORT = '/proc/sys/net/ipv4/ip_unprivileged_port_start';

/** The lowest port that everybody may bind: root here is none of the host's. */
function firstFreePort(): number {
  try {
    return Number(readFileSync(FIRST_FREE_PORT, 'utf8'));
  } catch {
    return 1024;
  }
}
