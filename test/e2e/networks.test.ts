import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWorkshop, type Workshop } from './support/strake.ts';
import { freePort } from '../../packages/sandbox/src/testing/free-port.ts';

/**
 * The world is another network namespace behind a pair of interfaces, with a server on 4 and 6; the host has a server on its
 * loopback, and a name server on 127.0.0.53 that knows one name.
 */
const WORLD = { name: 'strake-world', v4: '10.213.7.2', v6: 'fd7a:213:7::2', port: 8080 } as const;
const PROGRAMS = [
  'crun',
  'unshare',
  'setpriv',
  'sh',
  'newuidmap',
  'newgidmap',
  'mount',
  'node',
  'ln',
  'sleep',
  'cat',
  'true',
];
const SERVE = `require('http').createServer((_, r) => r.end('world\\n')).listen(${WORLD.port}, '::')`;

const ip = (...args: readonly string[]): void => void execFileSync('ip', args, { stdio: 'pipe' });
const pathOf = (program: string): string | undefined =>
  [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin', '/sbin']
    .map((directory) => join(directory, program))
    .find((file) => existsSync(file));
const attempt = (work: () => void): void => {
  try {
    work();
  } catch {
    // Nothing to undo.
  }
};

function makeWorld(): void {
  const { name, v4, v6 } = WORLD;
  attempt(() => ip('netns', 'delete', name));
  ip('netns', 'add', name);
  ip('link', 'add', 'strake-w0', 'type', 'veth', 'peer', 'name', 'strake-w1', 'netns', name);
  ip('addr', 'add', '10.213.7.1/24', 'dev', 'strake-w0');
  ip('-6', 'addr', 'add', 'fd7a:213:7::1/64', 'dev', 'strake-w0', 'nodad');
  ip('link', 'set', 'strake-w0', 'up');
  ip('-n', name, 'addr', 'add', `${v4}/24`, 'dev', 'strake-w1');
  ip('-n', name, '-6', 'addr', 'add', `${v6}/64`, 'dev', 'strake-w1', 'nodad');
  ip('-n', name, 'link', 'set', 'strake-w1', 'up');
}

/** Answers every question with the world's address. */
function answer(question: Buffer): Buffer {
  const end = question.indexOf(0, 12) + 5;
  const isA = question.readUInt16BE(end - 4) === 1;
  const header = Buffer.from(question.subarray(0, 12));
  header.writeUInt16BE(0x8180, 2);
  header.writeUInt16BE(isA ? 1 : 0, 6);
  header.writeUInt32BE(0, 8);
  const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...WORLD.v4.split('.').map(Number)]);
  return Buffer.concat([header, question.subarray(12, end), ...(isA ? [record] : [])]);
}

let shop: Workshop;
let world: ChildProcess;
let names: Socket;
let host: Server;
beforeAll(async () => {
  shop = await openWorkshop();
  makeWorld();
  world = spawn('ip', ['netns', 'exec', WORLD.name, process.execPath, '-e', SERVE]);
  names = createSocket('udp4', (question, { port, address }) => names.send(answer(question), port, address));
  names.bind(53, '127.0.0.53');
  host = createServer((_, response) => response.end('loopback\n')).listen(0, '::');
  await Promise.all([once(names, 'listening'), once(host, 'listening')]);
});
afterAll(() => {
  world.kill('SIGKILL');
  names.close();
  host.close();
  attempt(() => ip('netns', 'delete', WORLD.name));
  attempt(() => ip('link', 'delete', 'strake-w0'));
  shop[Symbol.dispose]();
});

describe.each(['slirp4netns', 'pasta'])('%s', (tool) => {
  let env: Readonly<Record<string, string>>;
  beforeAll(() => {
    env = { PATH: pathWith(tool, ...PROGRAMS) };
  });

  const output = async (command: string, run = shop.strake): Promise<string> => {
    const context = shop.context({ Dockerfile: `FROM busybox\nRUN ${command}\n` });
    const { code, stderr } = await run(['build', ...shop.base, '--no-cache', '--progress', 'plain', context], { env });
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringContaining('network of this machine') });
    return [...stderr.matchAll(/^#\d+ \d+\.\d+ ?(.*)$/gm)].map(([, line]) => line).join('\n');
  };
  // pasta of 2023 does not pass on an end of input: it comes when the answer is there. Complaints would come at any place:
  // they take another pipe than the answer.
  const get = (address: string, port: number): string =>
    `((printf 'GET / HTTP/1.0\\r\\n\\r\\n'; sleep 1) | timeout 5 nc -w 3 ${address} ${port} 2>/dev/null | tail -n 1 | grep . || echo no)`;

  test('reaches the world over IPv4', async () => {
    expect(await output(get(WORLD.v4, WORLD.port))).toBe('world');
  });

  if (tool === 'pasta')
    test('reaches the world over IPv6', async () => {
      expect(await output(get(WORLD.v6, WORLD.port))).toBe('world');
    });

  test("does not reach the host's loopback, by whatever address", async () => {
    const { port } = host.address() as AddressInfo;
    const addresses = ['127.0.0.1', '127.0.0.53', '::1', '10.0.2.2', 'fd00::2', '169.254.1.1'];
    const gateway = '$(ip route | sed -n "s/^default via \\([^ ]*\\) .*/\\1/p")';
    const lines = (await output([...addresses, gateway].map((address) => get(address, port)).join('; '))).split('\n');
    expect(lines.filter((line) => line === 'loopback')).toEqual([]);
    expect(lines.at(-1)).toBe('no');
  });

  test('a name server on the loopback of the host is asked', async () => {
    const file = join(shop.directory, 'resolv.conf');
    writeFileSync(file, 'nameserver 127.0.0.53\n');
    expect(await output('nslookup world.test', withResolver(file))).toContain(WORLD.v4);
  });

  test('two commands at once have loopbacks of their own', async () => {
    const listen = 'nc -l -p 4444 -w 1 </dev/null; readlink /proc/self/ns/net';
    const [a, b] = await Promise.all([output(listen), output(listen)]);
    expect(a).not.toBe(b);
  });

  test('a published port leads to the command', async () => {
    const port = await freePort();
    const serve = `for i in 1 2 3 4; do printf 'HTTP/1.0 200 OK\\r\\n\\r\\ninside' | timeout 2 nc -l -p 80; done`;
    const context = shop.context({ Dockerfile: `FROM busybox\nCMD ${serve}\n` });
    const ran = shop.strake(['run', '--from-build', ...shop.base, '-p', `127.0.0.1:${port}:80`, context], { env });
    const [answer, { stderr }] = await Promise.all([answerOf(port, ran), ran]);
    expect({ answer, stderr }).toEqual({
      answer: 'inside',
      stderr: expect.not.stringContaining('network of this machine'),
    });
  });

  test('a port that is taken is said to be', async () => {
    const { port } = host.address() as AddressInfo;
    const context = shop.context({ Dockerfile: 'FROM busybox\nCMD true\n' });
    const publish = ['-p', `127.0.0.1:${port}:80`];
    const { stderr } = await shop.strake(['run', '--from-build', ...shop.base, ...publish, context], { env });
    expect(stderr).toMatch(/cannot set up the network: .*\b(?:taken|failed to bind)\b/i);
    expect(stderr).toContain(String(port));
    expect(stderr).toContain('publish another one');
  });

  test('another one takes the place of one that has ended', async () => {
    const ended = endTool(tool, 'sleep 2.19');
    expect(await output(`sleep 2.19\nRUN ${get(WORLD.v4, WORLD.port)}`)).toBe('world');
    await ended;
  });
});

describe('without a tool', () => {
  const SHARED = 'note: RUN uses the network of this machine';
  let env: Readonly<Record<string, string>>;
  let context: string;
  beforeAll(() => {
    env = { PATH: pathWith(...PROGRAMS) };
    context = shop.context({ Dockerfile: 'FROM busybox\nRUN true\nCMD echo hi\n' });
  });

  test.each<[what: string, args: () => readonly string[], isSaid: boolean]>([
    ['a build says that', () => ['build', '--no-cache', '-t', 'shared', ...shop.base, context], true],
    ['a command does not say it each time', () => ['run', 'shared'], process.env['STRAKE_TEST_DRIVER'] !== undefined],
    ['a command says it where the driver is chosen', () => ['run', '--driver', 'unshare', 'shared'], true],
  ])('the network is that of the machine, and %s', async (_, args, isSaid) => {
    const { code, stderr } = await shop.strake(args(), { env });
    expect({ code, isSaid: stderr.includes(SHARED) }).toEqual({ code: 0, isSaid });
  });

  test('doctor says it once, of all drivers that it is true of', async () => {
    const { stdout } = await shop.strake(['doctor'], { env });
    expect(stdout.match(/^.*RUN uses the network of this machine/gm)).toEqual([
      expect.stringMatching(/^ {2}note on crun, unshare\b.*: RUN uses/),
    ]);
    expect(stdout).toMatch(/missing isolated network: no slirp4netns .* its loopback included\n +fix: /);
  });
});

/** A directory with these programs of the machine, and no others. */
function pathWith(...names: readonly string[]): string {
  const directory = mkdtempSync(join(shop.directory, 'programs-'));
  for (const name of names) {
    const program = name === 'node' ? process.execPath : pathOf(name);
    if (program !== undefined) symlinkSync(program, join(directory, name));
  }
  return directory;
}

/** What is said on a port of the loopback, as long as `run` lasts. */
async function answerOf(port: number, run: Promise<unknown>): Promise<string> {
  const over = new AbortController();
  void run.finally(() => over.abort());
  while (!over.signal.aborted) {
    const answer = await fetch(`http://127.0.0.1:${port}/`).then(
      (response) => response.text(),
      () => '',
    );
    if (answer !== '') return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return 'nothing';
}

/** Kills the tool that serves a build of this test, once `command` runs. */
async function endTool(tool: string, command: string): Promise<void> {
  await processOf((words) => words.join(' ') === command);
  const serves = ([program = '', ...args]: readonly string[]): boolean =>
    basename(program) === tool && args.some((arg) => arg.startsWith(shop.home));
  process.kill(await processOf(serves), 'SIGKILL');
}

async function processOf(isMeant: (words: readonly string[]) => boolean): Promise<number> {
  for (;;) {
    const pid = readdirSync('/proc').find((name) => /^\d+$/.test(name) && isMeant(commandLine(name)));
    if (pid !== undefined) return Number(pid);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function commandLine(pid: string): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
  } catch {
    return [];
  }
}

/** Runs the CLI where the machine's /etc/resolv.conf is `file`. */
function withResolver(file: string): Workshop['strake'] {
  return (args, options) => shop.strake(args, { ...options, behind: ['unshare', '--mount', 'sh', '-c', MOUNT, file] });
}
const MOUNT = 'mount --bind "$0" /etc/resolv.conf && exec "$@"';
