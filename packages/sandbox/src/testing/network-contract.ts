import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunSpec } from '../runtime/sandbox.ts';
import type { PromiseName } from '../drivers.ts';
import { NEVER, runAndCommit, runSpec, type SandboxRig, testIf } from './rig.ts';
import { freePort } from './free-port.ts';

/** What a command can reach: with the network `default` where it is isolated, and with `none`. */
export function networkContract(rig: () => SandboxRig, promises: ReadonlySet<PromiseName>): void {
  let server: Server;
  let port = 0;
  beforeAll(async () => {
    server = createServer((_, response) => response.end('hello')).listen(0, '0.0.0.0');
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
  });
  afterAll(() => server.close());

  const fetch = async (address: string, network: RunSpec['network']): Promise<string> => {
    const script = `printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc -w 2 ${address} ${port} || echo no`;
    return (await runAndCommit(rig(), script, { network })).stdout;
  };
  const outside = (): string | undefined =>
    Object.values(networkInterfaces())
      .flatMap((list) => list ?? [])
      .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;

  testIf(promises.has('networks'))('none: nothing', async () => {
    for (const address of ['127.0.0.1', '10.0.2.2', outside() ?? '127.0.0.1']) {
      expect(await fetch(address, 'none')).toBe('no\n');
    }
  });

  test("default: not the host's loopback, by whatever address (CVE-2019-14891)", async () => {
    if (rig().session.network === 'host') return;
    for (const address of ['127.0.0.1', '127.1.2.3', '10.0.2.2', '10.0.2.3', '169.254.1.1', '0.0.0.0']) {
      expect(await fetch(address, 'default')).toBe('no\n');
    }
    const { stdout } = await runAndCommit(rig(), 'cat /proc/net/unix | grep -c @', { network: 'default' });
    expect(stdout).toBe('0\n');
  });

  test('default: the world', async () => {
    const address = outside();
    // pasta gives the command the address of the host itself.
    if (rig().session.network !== 'slirp4netns' || address === undefined) return;
    expect(await fetch(address, 'default')).toMatch(/hello$/);
  });

  test('default: commands at the same time have networks of their own', async () => {
    if (rig().session.network === 'host') return;
    const [a, b] = await Promise.all([startedIn(rig()), startedIn(rig())]);
    await Promise.all([a.end(), b.end()]);
    expect(a.namespace).toMatch(/^net:/);
    expect(a.namespace).not.toBe(b.namespace);
  });

  test('ports below 1024 belong to root, or to every user where that is asked for', async () => {
    if (rig().session.network === 'host') return;
    const script = 'cat /proc/sys/net/ipv4/ip_unprivileged_port_start';
    const start = async (more: Partial<RunSpec>): Promise<string> =>
      (await runAndCommit(rig(), script, { network: 'default', ...more })).stdout;
    expect(await start({ lowPorts: true })).toBe('0\n');
    expect(await start({})).toBe('1024\n');
  });

  test('published ports lead to the command', async () => {
    if (rig().session.network !== 'slirp4netns') return;
    const { session, base } = rig();
    const snapshot = await session.snapshotter.prepare([base], NEVER);
    const stop = new AbortController();
    const hostPort = await freePort();
    const spec = runSpec('while :; do echo -e "HTTP/1.0 200 OK\\r\\n\\r\\ninside" | nc -l -p 80; done', {
      network: 'default',
      ports: [{ protocol: 'tcp', address: '127.0.0.1', hostPort, port: 80 }],
    });
    const run = session.sandbox.run(snapshot, spec, { output() {} }, stop.signal).catch(() => {});
    expect(await answerOf(hostPort)).toMatch(/inside/);
    stop.abort();
    await run;
    await snapshot[Symbol.asyncDispose]();
  });
}

/** A command that has a network until it is ended. */
interface Started {
  readonly namespace: string;
  end(): Promise<void>;
}

async function startedIn({ session, base }: SandboxRig): Promise<Started> {
  const snapshot = await session.snapshotter.prepare([base], NEVER);
  const stop = new AbortController();
  const said = Promise.withResolvers<string>();
  const output = (_: string, chunk: Uint8Array): void => said.resolve(Buffer.from(chunk).toString());
  const spec = runSpec('readlink /proc/self/ns/net; sleep 1000', { network: 'default' });
  const run = session.sandbox.run(snapshot, spec, { output }, stop.signal).catch(said.reject);
  const namespace = await said.promise;
  const end = async (): Promise<void> => {
    stop.abort();
    await run;
    await snapshot[Symbol.asyncDispose]();
  };
  return { namespace, end };
}

async function answerOf(port: number): Promise<string> {
  for (let tries = 0; tries < 100; tries += 1) {
    try {
      return await (await globalThis.fetch(`http://127.0.0.1:${port}/`)).text();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  return 'no answer';
}
