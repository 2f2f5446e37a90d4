import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startMemoryRegistry } from '../../packages/registry/src/testing.ts';
import { openWorkshop, type Workshop } from './support/strake.ts';

let shop: Workshop;
beforeAll(async () => {
  shop = await openWorkshop();
  const lines = ['FROM busybox', 'ENV COLOUR=red', 'WORKDIR /srv', 'ENTRYPOINT ["echo", "says"]', 'CMD ["hello"]'];
  lines.push('VOLUME /vol');
  const script = 'COPY --chmod=755 <<E /script\n#!/nope\nE';
  const built = await shop.strake([
    'build',
    ...shop.base,
    '-t',
    'app',
    shop.context({ Dockerfile: [...lines, script].join('\n') }),
  ]);
  if (built.code !== 0) throw new Error(built.stderr);
  mkdirSync(join(shop.directory, 'data'));
  writeFileSync(join(shop.directory, 'vars'), 'A=1\n# no\n\n  B=x y \nC=\nOVER=1\nNOT_SET\n');
  writeFileSync(join(shop.directory, 'bad'), 'a b=1\n');
});
afterAll(() => shop[Symbol.dispose]());

test('an image is run by its ID, its beginning and its digest; no registry is asked for an ID', async () => {
  const idOf = async (...flags: readonly string[]): Promise<string> =>
    (await shop.strake(['images', '-q', ...flags, 'app'])).stdout.trim();
  const id = await idOf('--no-trunc');
  for (const text of [id, id.slice('sha256:'.length), await idOf()]) {
    expect(await shop.strake(['run', text])).toMatchObject({ code: 0, stdout: 'says hello\n' });
  }
  expect(await shop.strake(['run', `sha256:${'0'.repeat(64)}`])).toMatchObject({
    code: 4,
    stderr: expect.stringMatching(
      /^error: no image "sha256:0+" in the store\nhint: strake images lists the images: what has lost its name/,
    ),
  });
});

interface Case {
  readonly args: readonly string[];
  readonly code?: number;
  readonly stdout?: unknown;
  readonly stderr?: RegExp;
  readonly input?: string;
}

test.each<Case>([
  { args: ['app'], stdout: 'says hello\n' },
  { args: ['app', 'bye', '-n', '--help'], stdout: 'says bye -n --help\n' },
  { args: ['--entrypoint', 'pwd', 'app'], stdout: '/srv\n' },
  { args: ['--rm', '--entrypoint', '', 'app', 'sh', '-c', 'exit 42'], code: 42 },
  { args: ['-e', 'COLOUR=blue', '--entrypoint', 'sh', 'app', '-c', 'echo $COLOUR'], stdout: 'blue\n' },
  { args: ['-w', '/tmp', '-u', '33', '--entrypoint', 'sh', 'app', '-c', 'pwd; id -u'], stdout: '/tmp\n33\n' },
  { args: ['-i', '--entrypoint', 'cat', 'app'], input: 'typed', stdout: 'typed' },
  { args: ['--entrypoint', 'wc', 'app', '-c'], input: 'typed', stdout: '0\n' },
  { args: ['--network', 'none', '--entrypoint', 'ls', 'app', '/sys/class/net'], stdout: 'lo\n' },
  { args: ['--entrypoint', 'sh', 'app', '-c', 'echo oops >&2; exit 1'], code: 1, stderr: /^oops$/m },
  { args: ['--timeout', '0.5s', '--entrypoint', 'sleep', 'app', '100'], code: 137 },
  { args: ['-t', 'app'], code: 2, stderr: /needs a terminal/ },
  {
    args: ['-v', 'name:/x:z', 'app'],
    code: 2,
    stderr: /no volumes by name.*\nhint: mkdir -p name && strake run -v \.\/name:\/x:z/,
  },
  { args: ['-v', '/x', 'app'], code: 2, stderr: /names no directory of this machine\nhint: leave it out/ },
  { args: ['-v', './x', 'app'], code: 2, stderr: /HOST:PATH/ },
  {
    args: ['--mount', 'type=bind,src=./data,dst=/d,ro', '--entrypoint', 'touch', 'app', '/d/x'],
    code: 1,
    stderr: /Read-only/,
  },
  { args: ['--mount', 'type=bind,source=data,target=/d', '--entrypoint', 'touch', 'app', '/d/x'] },
  {
    args: ['--mount', 'type=tmpfs,destination=/t,tmpfs-size=64k', '--entrypoint', 'df', 'app', '-k', '/t'],
    stdout: expect.stringMatching(/ 64 .* \/t\n/),
  },
  { args: ['--mount', 'src=name,dst=/d', 'app'], code: 2, stderr: /no volumes by name/ },
  { args: ['--mount', 'type=bind,dst=/d', 'app'], code: 2, stderr: /neither a bind nor a tmpfs/ },
  {
    args: ['--mount', 'type=bind,src=none,dst=/d', 'app'],
    code: 2,
    stderr: /--mount: there is no .*\/none on this machine/,
  },
  { args: ['--mount', 'type=bind,src=data,dst=d', 'app'], code: 2, stderr: /no absolute dst/ },
  { args: ['--mount', 'constructor=x', 'app'], code: 2, stderr: /no field "constructor"/ },
  {
    args: ['--read-only', '--tmpfs', '/t', '--entrypoint', 'sh', 'app', '-c', 'echo >/t/x; echo >/x'],
    code: 1,
    stderr: /Read-only/,
  },
  { args: ['--read-only', 'app'], stdout: 'says hello\n', stderr: /^note: VOLUME \/vol of the image is read-only too/ },
  { args: ['--read-only', '--tmpfs', '/vol', 'app'], stdout: 'says hello\n', stderr: /^(?!.*VOLUME)/s },
  { args: ['-h', 'box', '--entrypoint', 'hostname', 'app'], stdout: 'box\n' },
  { args: ['-h'], code: 2, stderr: /-h needs a value/ },
  ...(
    [
      [['--cap-drop', 'all'], '0000000000000000'],
      [['--cap-drop', 'ALL', '--cap-add', 'net_bind_service', '--cap-add=CAP_KILL'], '0000000000000420'],
      [['--cap-drop', 'KILL', '--cap-drop', 'SYS_ADMIN'], '00000000a80425db'],
      [['--cap-add', 'KILL'], '00000000a80425fb'],
    ] as const
  ).map(([flags, stdout]) => ({
    args: [...flags, '--entrypoint', 'awk', 'app', '/^CapEff/ { print $2 }', '/proc/self/status'],
    stdout: `${stdout}\n`,
  })),
  {
    args: ['--cap-add', 'SYS_ADMIN', 'app'],
    code: 2,
    stderr: /--cap-add CAP_SYS_ADMIN is not supported.*\nhint: these are CHOWN,/,
  },
  { args: ['--cap-add', 'ALL', 'app'], code: 2, stderr: /--cap-add ALL is not supported/ },
  { args: ['--cap-drop', 'nosuch', 'app'], code: 2, stderr: /--cap-drop CAP_NOSUCH: there is no such capability/ },
  { args: ['--pull', 'never', 'app'], code: 2, stderr: /it is one of missing, always/ },
  { args: ['--pull', 'missing', '-q', 'app'], stdout: 'says hello\n' },
  { args: ['--pull', 'always', 'app'], code: 4 },
  { args: ['--expose', '80', '--label=x=y', 'app'], stdout: 'says hello\n', stderr: /^note: --label has no effect: / },
  { args: ['--health-cmd', 'x', 'app'], stdout: 'says hello\n', stderr: /^note: --health-cmd has no effect: / },
  { args: ['-p', 'x', 'app'], code: 2, stderr: /HOST:PORT/ },
  { args: ['-p', '80', 'app'], stdout: 'says hello\n', stderr: /^note: 127\.0\.0\.1:\d+ leads to port 80$/m },
  { args: ['--entrypoint', '/none', 'app'], code: 127, stderr: /no such file/ },
  { args: ['--entrypoint', 'none', 'app'], code: 127, stderr: /not found in \$PATH/ },
  { args: ['--entrypoint', '/etc', 'app'], code: 126, stderr: /is a directory/ },
  { args: ['--entrypoint', '/etc/passwd/x', 'app'], code: 125, stderr: /not a directory/ },
  { args: ['--entrypoint', '/script', 'app'], code: 255, stderr: /^exec \/script: no such file or directory$/m },
  {
    args: ['--memory', '20m', '--entrypoint', 'sh', 'app', '-c', 'head -c 100m /dev/zero | tail | wc -c'],
    stderr: /^note: a process of the command needed more memory than there was, and was killed/m,
  },
  { args: ['-u', 'nosuch', 'app'], code: 125, stderr: /^error: unable to find user nosuch: no matching entries/m },
  { args: ['-v', './data:/etc/passwd', 'app'], code: 125, stderr: /data onto \/etc\/passwd: there is a file/ },
  { args: ['-w', 'rel', 'app'], code: 2, stderr: /no absolute path/ },
  { args: ['-v', './data:/d:ro,z', '--entrypoint', 'touch', 'app', '/d/x'], code: 1, stderr: /Read-only/ },
  {
    args: ['--tmpfs', '/t:size=64k', '--entrypoint', 'df', 'app', '-k', '/t'],
    stdout: expect.stringMatching(/ 64 .* \/t\n/),
  },
  { args: ['--tmpfs', 't', 'app'], code: 2, stderr: /PATH\[:size=BYTES\]/ },
  {
    args: ['--shm-size', '1m', '--entrypoint', 'df', 'app', '-k', '/dev/shm'],
    stdout: expect.stringMatching(/ 1024 /),
  },
  {
    args: ['--ulimit', 'nofile=50:60', '--entrypoint', 'sh', 'app', '-c', 'ulimit -n; ulimit -Hn'],
    stdout: '50\n60\n',
  },
  {
    args: [
      '--env-file',
      'vars',
      '-e',
      'OVER=2',
      '--entrypoint',
      'sh',
      'app',
      '-c',
      'env | grep -E "^(A|B|C|OVER|HOME|NOT_SET)=" | sort',
    ],
    stdout: 'A=1\nB=x y \nC=\nHOME=/root\nOVER=2\n',
  },
  { args: ['-e', '=x', 'app'], code: 2, stderr: /--env "=x" has no name/ },
  { args: ['--env-file', 'bad', 'app'], code: 2, stderr: /"a b" is no name of a variable/ },
  { args: [], code: 2 },
])('run $args', async ({ args, input = '', code = 0, stdout, stderr }) => {
  const ran = await shop.strake(['run', ...args], { input });
  expect(ran.code).toBe(code);
  if (stdout !== undefined) expect(ran.stdout).toEqual(stdout);
  if (stderr !== undefined) expect(ran.stderr).toMatch(stderr);
});

test.each([
  [['-v', '/nowhere/at/all:/x'], '--volume: there is no /nowhere/at/all on this machine\nhint: make it before'],
  [['-d'], '--detach is not supported\nhint: a command lives as long as strake run'],
  [['--name', 'x'], '--name is not supported\nhint: nothing is kept that could be named'],
  [['--init'], '--init is not supported\nhint: put an init into the image'],
  [['-P'], '--publish-all is not supported\nhint: name the ports'],
  [['--privileged'], '--privileged is not supported\nhint: no command has power over this machine'],
])('%j is refused with a reason', async (flags, said) => {
  const ran = await shop.strake(['run', ...flags, 'app']);
  expect(ran.stderr).toContain(`error: ${said}`);
  expect(ran.code).toBe(2);
});

test('what a command changes is discarded, in volumes it stays', async () => {
  const data = join(shop.directory, 'data');
  writeFileSync(join(data, 'a'), 'of the host\n');
  const script = 'touch /made; cat /data/a; echo new >/data/b';
  const args = ['run', '-v', './data:/data', '--entrypoint', 'sh', 'app', '-c', script];
  expect(await shop.strake(args)).toMatchObject({ code: 0, stdout: 'of the host\n' });
  const look = ['run', '-v', `${data}:/data:ro`, '--entrypoint', 'sh', 'app', '-c'];
  expect((await shop.strake([...look, 'ls /made'])).code).toBe(1);
  expect(await shop.strake([...look, 'cat /data/b; rm /data/b'])).toMatchObject({ code: 1, stdout: 'new\n' });
});

test('what is built first can be run', async () => {
  const context = shop.context({ Dockerfile: 'FROM busybox\nARG V=1\nRUN echo $V >/v\nCMD ["cat", "/v"]\n' });
  const args = ['run', '--from-build', ...shop.base, '--build-arg', 'V=from-arg', context];
  expect(await shop.strake(args)).toMatchObject({ code: 0, stdout: 'from-arg\n' });
  expect(await shop.strake([...args, 'sh', '-c', 'exit 6'])).toMatchObject({ code: 6 });
});

describe('what the build did not need of its base is fetched', () => {
  const files = { Dockerfile: 'FROM busybox\nCOPY --link a /a\nCMD ["cat", "/a"]\n', a: 'linked\n' };
  const env = (): Readonly<Record<string, string>> => ({ STRAKE_HOME: mkdtempSync(join(shop.directory, 'cold-')) });

  test('from its layout', async () => {
    const context = shop.context(files);
    const ran = await shop.strake(['run', '--from-build', ...shop.base, context], { env: env() });
    expect(ran).toMatchObject({ code: 0, stdout: 'linked\n' });
  });

  test('from its registry', async () => {
    await using registry = await startMemoryRegistry();
    const name = `${registry.host}/app:1`;
    expect(await shop.strake(['build', ...shop.base, '-t', name, '--push', shop.context(files)])).toMatchObject({
      code: 0,
    });
    const context = shop.context({ Dockerfile: `FROM ${name}\nENV A=1\n` });
    const ran = await shop.strake(['run', '--from-build', context], { env: env() });
    expect(ran).toMatchObject({ code: 0, stdout: 'linked\n' });
  });
});

test('an image that is for another platform than the one asked for is not run', async () => {
  await using registry = await startMemoryRegistry();
  const name = `${registry.host}/app:1`;
  const context = shop.context({ Dockerfile: 'FROM busybox\n' });
  expect(await shop.strake(['build', ...shop.base, '-t', name, '--push', context])).toMatchObject({ code: 0 });
  expect(await shop.strake(['rmi', name])).toMatchObject({ code: 0 });
  expect(await shop.strake(['run', '--platform', 'linux/s390x', name, 'true'])).toMatchObject({
    code: 4,
    stderr: expect.stringMatching(/^error: \S+: for linux\/\w+, not for linux\/s390x\nhint: leave out --platform/m),
  });
});

test('what checks find in what is built first is shown', async () => {
  const context = shop.context({ Dockerfile: 'FROM busybox\nCMD echo it runs\n' });
  const ran = await shop.strake(['run', '--from-build', ...shop.base, context]);
  expect(ran).toMatchObject({ code: 0, stdout: 'it runs\n' });
  expect(ran.stderr).toMatch(/ 1 warning found.*:\n - JSONArgsRecommended: .*\(line 2\)\n/);
});

test('a terminal is passed on, and given back', () => {
  const bin = join(import.meta.dirname, '../../node_modules/.bin/strake');
  const env = { ...process.env, HOME: shop.directory, STRAKE_HOME: shop.home };
  const command = `${bin} run -it --entrypoint sh app -c 'tty; exit 5'; echo code $?`;
  const { stdout } = spawnSync('script', ['-qec', command, '/dev/null'], { env, encoding: 'utf8' });
  expect(stdout.replaceAll('\r', '')).toMatch(/\/dev\/pts\/0\ncode 5\n/);
});
