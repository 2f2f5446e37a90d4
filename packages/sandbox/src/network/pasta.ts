import { execFile } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { promisify } from 'node:util';
import { detach } from '../syscalls/mount.ts';
import type { IsolatedNetwork, NetworkRequest, PublishedPort } from './isolated-network.ts';
import { makeNetworkNamespace } from './namespace-file.ts';

/** Milliseconds: some versions hang where they cannot open /dev/net/tun. */
const PATIENCE = 5_000;
const NAME_SERVER = '169.254.1.1';

/** No port of the host's loopback is reachable, neither by name nor through the gateway's address. */
const FLAGS = ['--quiet', '--config-net', '-T', 'none', '-U', 'none', '--no-map-gw', '--netns-only', '--runas', '0'];

/** Connects a new network namespace through pasta. Throws an `Error` that says why it cannot. */
export async function startPasta({ program, place, ports }: NetworkRequest): Promise<IsolatedNetwork> {
  await makeNetworkNamespace(place);
  const pidFile = `${place}.pid`;
  const args = [...FLAGS, '--dns-forward', NAME_SERVER, ...portFlags(ports), '-P', pidFile, '--netns', place];
  const close = (): void => {
    const pid = pidIn(pidFile);
    if (pid !== undefined && isAlive(pid)) process.kill(pid, 'SIGKILL');
    detach(place);
    for (const path of [place, pidFile]) rmSync(path, { force: true });
  };
  try {
    // It goes to the background when the network is there.
    await promisify(execFile)(program, args, { timeout: PATIENCE, killSignal: 'SIGKILL' });
  } catch (cause) {
    close();
    throw new Error(`pasta: ${reasonOf(cause)}`, { cause });
  }
  const pid = pidIn(pidFile) ?? 0;
  return { path: place, nameServer: NAME_SERVER, alive: () => isAlive(pid), close };
}

function portFlags(ports: readonly PublishedPort[]): readonly string[] {
  const list = (wanted: 'tcp' | 'udp'): string =>
    ports
      .filter(({ protocol }) => protocol === wanted)
      .map(({ address, hostPort, port }) => `${address}/${hostPort}:${port}`)
      .join(',') || 'none';
  return ['-t', list('tcp'), '-u', list('udp')];
}

function reasonOf(cause: unknown): string {
  const {
    stderr = '',
    killed = false,
    message = '',
  } = cause as { stderr?: string; killed?: boolean; message?: string };
  if (killed) return 'it does not answer';
  return stderr.trim().split('\n').at(-1) || message;
}

function pidIn(file: string): number | undefined {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    return pid > 1 ? pid : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return pid > 1;
  } catch {
    return false;
  }
}
