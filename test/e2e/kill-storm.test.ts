import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { integer, sample } from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorkshop, type Workshop } from './support/strake.ts';

const BIN = join(import.meta.dirname, '../../node_modules/.bin/strake');
const SECRET = 'value-of-the-secret-in-a-storm';
const ROUNDS = 25;

/** Steps with a locked cache, a secret, a device node, mounts, no network, a child that leaves its session. */
const DOCKERFILE = `FROM busybox AS cache
RUN --mount=type=cache,id=storm,sharing=locked,target=/c n=$(cat /c/n 2>/dev/null || echo 0); echo $((n+1)) >/c/new && mv /c/new /c/n; (setsid sleep 9137 &); sleep 0.1
FROM busybox AS files
RUN --mount=type=secret,id=s wc -c /run/secrets/s; mknod /x c 1 3; for i in $(seq 300); do echo $i >/f$i; done
FROM busybox
RUN --mount=type=tmpfs,target=/t --mount=from=cache,target=/a,rw touch /a/x /t/y
COPY --from=files /f1 /f1
RUN --network=none sleep 0.1; cat /f1
`;

let shop: Workshop;
let commands: readonly (readonly string[])[];
let env: Readonly<Record<string, string>>;
beforeAll(async () => {
  shop = await openWorkshop();
  const context = shop.context({ Dockerfile: DOCKERFILE });
  const build = ['build', ...shop.base, '--no-cache', '--secret', 'id=s,env=STORM_SECRET'];
  commands = [
    [...build, '-t', 'storm', context],
    [...build, '-o', `type=oci,dest=${join(shop.directory, 'out.tar')}`, context],
    ['run', 'storm', 'sh', '-c', '(setsid sleep 9137 &); sleep 0.5'],
  ];
  env = { PATH: process.env['PATH'] ?? '', HOME: shop.directory, STRAKE_HOME: shop.home, STORM_SECRET: SECRET };
});
afterAll(() => shop[Symbol.dispose]());

const start = (command: readonly string[]): ChildProcess => spawn(BIN, command, { env, stdio: 'ignore' });
const ended = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => child.once('close', (code) => resolve(code)));

/** Processes of the store, and those that a RUN has left. */
function left(): readonly string[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  return pids.flatMap((pid) => {
    try {
      const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      return line.includes(shop.home) || line.includes('sleep 9137') ? [line] : [];
    } catch {
      return [];
    }
  });
}

test('builds and commands killed at any moment leave nothing that the next build does not heal', async () => {
  expect(await ended(start(commands[0] ?? []))).toBe(0);
  const moments = sample(integer({ min: 0, max: 2000 }), ROUNDS);
  for (const [round, moment] of moments.entries()) {
    const children = [round, ...(round % 3 === 0 ? [round + 1] : [])].map((i) => start(commands[i % 3] ?? []));
    const all = Promise.all(children.map(ended));
    await sleep(moment);
    for (const child of children) child.kill('SIGKILL');
    await all;
    await expect.poll(left, { timeout: 5000, interval: 20 }).toEqual([]);
    expect(readFileSync('/proc/mounts', 'utf8')).not.toContain(shop.home);
  }
  expect(await ended(start(commands[0] ?? []))).toBe(0);
  expect(readdirSync(join(shop.home, 'scratch')).filter((name) => name !== 'door')).toEqual([]);
  const files = readdirSync(shop.home, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const counter = files.filter(({ name }) => name === 'n').map(({ parentPath }) => join(parentPath, 'n'));
  expect(counter.map((path) => Number(readFileSync(path, 'utf8')) > 1)).toEqual([true]);
  const telling = files.filter((file) => readFileSync(join(file.parentPath, file.name)).includes(SECRET));
  expect(telling.map(({ name }) => name)).toEqual([]);
}, 300_000);
