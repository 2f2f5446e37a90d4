import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorkshop, type Workshop } from './support/strake.ts';

const BIN = join(import.meta.dirname, '../../node_modules/.bin/strake');

let shop: Workshop;
beforeAll(async () => {
  shop = await openWorkshop();
  const built = await shop.strake(['build', ...shop.base, '-t', 'app', shop.context({ Dockerfile: 'FROM busybox' })]);
  if (built.code !== 0) throw new Error(built.stderr);
});
afterAll(() => shop[Symbol.dispose]());

const environment = (): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'] ?? '',
  HOME: shop.directory,
  STRAKE_HOME: shop.home,
});

interface Talk {
  /** What to send, each when the command has said `go`. */
  readonly signals: readonly NodeJS.Signals[];
  readonly script: string;
}

/** Runs a script; each signal is sent when it has written one more line. */
async function talk({ signals, script }: Talk): Promise<{ readonly code: number; readonly stdout: string }> {
  const child = spawn(BIN, ['run', 'app', 'sh', '-c', script], { env: environment(), detached: true });
  let stdout = '';
  let sent = 0;
  child.stdout.on('data', (data) => {
    stdout += data;
    for (const lines = stdout.split('\n').length - 1; sent < lines && sent < signals.length; sent++)
      child.kill(signals[sent]);
  });
  const [code] = (await once(child, 'close')) as [number];
  return { code, stdout };
}

const WAIT = 'echo up; while :; do sleep 0.05; done';

test.each<Talk & { readonly says: string; readonly code: number }>([
  { signals: ['SIGINT'], script: `trap "echo int; exit 7" INT; ${WAIT}`, says: 'up\nint\n', code: 7 },
  { signals: ['SIGTERM'], script: `trap "echo term; exit 0" TERM; ${WAIT}`, says: 'up\nterm\n', code: 0 },
  { signals: ['SIGHUP'], script: `trap "echo hup; exit 8" HUP; ${WAIT}`, says: 'up\nhup\n', code: 8 },
  { signals: ['SIGQUIT'], script: `trap "echo quit; exit 9" QUIT; ${WAIT}`, says: 'up\nquit\n', code: 9 },
  {
    signals: ['SIGUSR1', 'SIGUSR2', 'SIGWINCH', 'SIGTERM'],
    script: `trap "echo 1" USR1; trap "echo 2" USR2; trap "echo w" WINCH; trap "exit 3" TERM; ${WAIT}`,
    says: 'up\n1\n2\nw\n',
    code: 3,
  },
  // The program's own end by a signal is told as a shell does.
  { signals: ['SIGTERM'], script: `trap "kill -9 $$; exit 137" TERM; ${WAIT}`, says: 'up\n', code: 137 },
])('$signals: the program decides, and its exit code counts', async ({ says, code, ...talked }) => {
  expect(await talk(talked)).toEqual({ code, stdout: says });
});

test.each<[NodeJS.Signals, number]>([
  ['SIGINT', 130],
  ['SIGTERM', 143],
])('the third %s ends what hears none, and all that it started', async (signal, code) => {
  const seconds = `5${process.pid}${code}`;
  const child = spawn(BIN, ['run', 'app', 'sh', '-c', `(setsid sleep ${seconds} &); echo up; exec sleep ${seconds}`], {
    env: environment(),
  });
  await once(child.stdout, 'data');
  for (let sent = 0; sent < 2; sent++) {
    child.kill(signal);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(child.exitCode).toBe(null);
  }
  child.kill(signal);
  expect(await once(child, 'close')).toEqual([code, null]);
  expect(spawnSync('ps', ['axo', 'args'], { encoding: 'utf8' }).stdout).not.toContain(`sleep ${seconds}`);
});

test('with --sig-proxy=false the first signal ends it', async () => {
  const script = `trap "exit 7" TERM; ${WAIT}`;
  const child = spawn(BIN, ['run', '--sig-proxy=false', 'app', 'sh', '-c', script], { env: environment() });
  await once(child.stdout, 'data');
  child.kill('SIGTERM');
  expect(await once(child, 'close')).toEqual([143, null]);
});

test('what a terminal sends to all that run in it reaches the program alone', async () => {
  const child = spawn(BIN, ['run', 'app', 'sh', '-c', `trap "echo quit; exit 9" QUIT; ${WAIT}`], {
    env: environment(),
    detached: true,
  });
  let stdout = '';
  child.stdout.on('data', (data) => (stdout += data));
  await once(child.stdout, 'data');
  process.kill(-(child.pid ?? 0), 'SIGQUIT');
  expect(await once(child, 'close')).toEqual([9, null]);
  expect(stdout).toBe('up\nquit\n');
});

test('SIGUSR1 opens no debugger, in none of the processes', async () => {
  const child = spawn(BIN, ['run', 'app', 'sh', '-c', 'echo up; sleep 60'], { env: environment() });
  await once(child.stdout, 'data');
  let said = '';
  child.stderr.on('data', (data) => (said += data));
  for (const pid of nodesOf(child)) process.kill(pid, 'SIGUSR1');
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(said).not.toContain('Debugger');
  expect(child.exitCode).toBe(null);
  child.kill('SIGKILL');
  await once(child, 'close');
});

/** A process and all that descends from it, as far as they are Node. */
function nodesOf({ pid = 0 }: ChildProcess): readonly number[] {
  const { stdout } = spawnSync('ps', ['axo', 'pid=,ppid=,args='], { encoding: 'utf8' });
  const rows = stdout.split('\n').map((line) => /^ *(\d+) +(\d+) +(.*)$/.exec(line) ?? []);
  const below = (parent: number): readonly number[] => [
    parent,
    ...rows.filter(([, , ppid]) => Number(ppid) === parent).flatMap(([, child]) => below(Number(child))),
  ];
  return below(pid).filter((one) => {
    const [name] = readFileSync(`/proc/${one}/cmdline`, 'utf8').split('\0', 1);
    return name?.endsWith('node');
  });
}
