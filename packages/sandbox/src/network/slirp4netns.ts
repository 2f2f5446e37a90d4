import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createConnection } from 'node:net';
import { basename, dirname } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import { detach } from '../syscalls/mount.ts';
import type { IsolatedNetwork, NetworkRequest, PublishedPort } from './isolated-network.ts';
import { makeNetworkNamespace } from './namespace-file.ts';
import { runs, untilReady } from './tool-process.ts';

/** Addresses that slirp4netns gives by default. */
const GUEST = '10.0.2.100';
const NAME_SERVER = '10.0.2.3';

/** `--disable-host-loopback`: its gateway address would otherwise be the host's loopback. */
const FLAGS = ['--configure', '--mtu=65520', '--disable-host-loopback', '--enable-sandbox', '--enable-seccomp'];

/** Connects a new network namespace through slirp4netns. Throws an `Error` that says why it cannot. */
export async function startSlirp({ program, place, ports, signal }: NetworkRequest): Promise<IsolatedNetwork> {
  await makeNetworkNamespace(place);
  const api = ports.length > 0 ? [`--api-socket=${basename(place)}.api`] : [];
  const args = [...FLAGS, '--netns-type=path', '--ready-fd=3', ...api, place, 'tap0'];
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe', 'pipe'], cwd: dirname(place) });
  const close = (): void => {
    child.kill('SIGKILL');
    detach(place);
    for (const path of [place, `${place}.api`]) rmSync(path, { force: true });
  };
  try {
    await untilReady({ name: 'slirp4netns', child, ready: child.stdio?.[3] as Readable, signal });
    for (const port of ports) await publish(`${place}.api`, port);
  } catch (error) {
    close();
    throw error;
  }
  return { path: place, nameServer: NAME_SERVER, alive: () => runs(child), close };
}

/** Asks through the API socket, whose name is short because the jail works in its directory. */
async function publish(socket: string, { protocol, address, hostPort, port }: PublishedPort): Promise<void> {
  const connection = createConnection(socket);
  const request = { proto: protocol, host_addr: address, host_port: hostPort, guest_addr: GUEST, guest_port: port };
  connection.end(JSON.stringify({ execute: 'add_hostfwd', arguments: request }));
  const answer = JSON.parse(await text(connection)) as { readonly error?: object };
  // What slirp4netns answers never says why.
  if (answer.error) throw new Error(`cannot publish port ${hostPort} of ${address}: is it taken, or only for root?`);
}
