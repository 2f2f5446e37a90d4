import { type ChildProcess, spawn } from 'node:child_process';
import { constants, openSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { makeFifo } from '../syscalls/file.ts';
import { detach } from '../syscalls/mount.ts';
import type { IsolatedNetwork, NetworkRequest, PublishedPort } from './isolated-network.ts';
import { makeNetworkNamespace } from './namespace-file.ts';
import { runs, untilReady } from './tool-process.ts';

/** Milliseconds: some versions hang where they cannot open /dev/net/tun. */
const PATIENCE = 5_000;
const NAME_SERVER = '169.254.1.1';

/** No port of the host's loopback is reachable, neither by name nor through the gateway's address. */
const ISOLATION = ['--config-net', '-T', 'none', '-U', 'none', '--no-map-gw', '--netns-only', '--runas', '0'];

/**
 * Connects a new network namespace through pasta. Throws an `Error` that says why it cannot. It stays in the foreground: a
 * daemon is known by its number only, which may be another process's when it has ended.
 */
export async function startPasta({ program, place, ports, signal }: NetworkRequest): Promise<IsolatedNetwork> {
  await makeNetworkNamespace(place);
  const pidFile = `${place}.pid`;
  makeFifo(pidFile);
  // It writes its number when the network is there. Also for writing: before that there would be an end to read.
  const ready = new Socket({ fd: openSync(pidFile, constants.O_RDWR | constants.O_NONBLOCK), writable: false });
  const names = ['--dns-forward', NAME_SERVER];
  const args = [
    '--quiet',
    '--foreground',
    ...ISOLATION,
    ...names,
    ...portFlags(ports),
    '-P',
    pidFile,
    '--netns',
    place,
  ];
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const close = (): void => {
    child.kill('SIGKILL');
    detach(place);
    rmSync(place, { force: true });
  };
  try {
    await inTime(child, untilReady({ name: 'pasta', child, ready, signal }));
  } catch (error) {
    close();
    throw error;
  } finally {
    ready.destroy();
    rmSync(pidFile, { force: true });
  }
  return { path: place, nameServer: NAME_SERVER, alive: () => runs(child), close };
}

async function inTime(child: ChildProcess, work: Promise<void>): Promise<void> {
  let late = false;
  const timer = setTimeout(() => (late = child.kill('SIGKILL')), PATIENCE);
  try {
    await work;
  } catch (cause) {
    throw late ? new Error('pasta: it does not answer', { cause }) : cause;
  } finally {
    clearTimeout(timer);
  }
}

function portFlags(ports: readonly PublishedPort[]): readonly string[] {
  const list = (wanted: 'tcp' | 'udp'): string =>
    ports
      .filter(({ protocol }) => protocol === wanted)
      .map(({ address, hostPort, port }) => `${address}/${hostPort}:${port}`)
      .join(',') || 'none';
  return ['-t', list('tcp'), '-u', list('udp')];
}
