import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { build, parse, plan } from 'strake';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { USABLE } from '../../packages/sandbox/test/support/rig.ts';
import { onPath } from '../setup/packages.ts';
import { openWorkshop, type Ran, type Workshop } from './support/strake.ts';

const APP = join(import.meta.dirname, '../../examples/quickstart/app');
const EPOCH = ['--build-arg', 'SOURCE_DATE_EPOCH=1700000000'];

let shop: Workshop;
beforeAll(async () => {
  shop = await openWorkshop();
});
afterAll(() => shop[Symbol.dispose]());

const buildApp = (dest: string, args: readonly string[] = []): Promise<Ran> =>
  shop.strake([
    'build',
    ...shop.base,
    '-t',
    'tides',
    '--progress',
    'plain',
    '-o',
    `type=oci,dest=${dest}`,
    ...args,
    APP,
  ]);

describe('the quickstart example', () => {
  test('is built, then comes from the cache with the same digest', async () => {
    const dest = join(shop.directory, 'tides.tar');
    const first = await buildApp(dest);
    expect(first.stderr).toContain('RUN mkdir -p /out/share');
    expect(first.code).toBe(0);
    const again = await buildApp(dest);
    expect(again.stderr.match(/^#\d+ CACHED$/gm)).toHaveLength(8);
    expect(again.stderr).not.toMatch(/^#\d+ \d+\.\d{3} /m);
    expect(digestIn(again)).toBe(digestIn(first));
  });

  test.skipIf(!onPath('skopeo') || !onPath('umoci'))('is unpacked by skopeo and umoci', async () => {
    const dest = join(shop.directory, 'interop.tar');
    await buildApp(dest);
    const layout = join(shop.directory, 'layout');
    const copy = ['copy', '-q', `oci-archive:${dest}`, `oci:${layout}:tides`];
    expect(spawnSync('skopeo', copy, { encoding: 'utf8' })).toMatchObject({ status: 0 });
    const bundle = join(shop.directory, 'bundle');
    const unpack = [
      'unpack',
      ...(process.getuid?.() === 0 ? [] : ['--rootless']),
      '--image',
      `${layout}:tides`,
      bundle,
    ];
    expect(spawnSync('umoci', unpack, { encoding: 'utf8' })).toMatchObject({ status: 0 });
    const table = readFileSync(join(bundle, 'rootfs/usr/share/tides/table.tsv'), 'utf8');
    expect(table).toContain('Saint-Malo\t05:57\thigh\t10.7\n');
    const { process: run } = JSON.parse(readFileSync(join(bundle, 'config.json'), 'utf8'));
    expect(run).toMatchObject({
      args: ['tides', 'next', 'Saint-Malo'],
      cwd: '/home/skipper',
      user: { uid: 65534, gid: 65534 },
    });
    expect(statSync(join(bundle, 'rootfs/usr/bin/tides')).mode & 0o777).toBe(0o755);
  });

  test.skipIf(!onPath('podman') || process.getuid?.() !== 0)('is loaded by podman', async () => {
    const dest = join(shop.directory, 'podman.tar');
    await buildApp(dest);
    const storage = [
      '--root',
      join(shop.directory, 'podman'),
      '--runroot',
      join(shop.directory, 'podman-run'),
      '--storage-driver',
      'vfs',
    ];
    const loaded = spawnSync('podman', [...storage, 'load', '-q', '-i', dest], { encoding: 'utf8' });
    expect(loaded.stdout).toContain('docker.io/library/tides:latest');
  });

  test.each(USABLE)('is built by every driver: %s', async (driver) => {
    const dest = join(shop.directory, `${driver}.tar`);
    const ran = await buildApp(dest, ['--driver', driver, '--no-cache', ...EPOCH]);
    expect(ran.stderr).toContain('Saint-Malo');
    expect(ran.code).toBe(0);
    const files = spawnSync('tar', ['-tf', dest], { encoding: 'utf8' })
      .stdout.split('\n')
      .filter((name) => name.startsWith('blobs/'));
    expect(files.length).toBeGreaterThan(5);
  });
});

describe('the command line', () => {
  test('reads a Dockerfile from standard input, and prints the image ID only', async () => {
    const ran = await shop.strake(['build', '-q', '-f', '-', shop.context({ a: 'x' })], {
      input: 'FROM scratch\nCOPY a /\n',
    });
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toMatch(/^sha256:[0-9a-f]{64}\n$/);
  });

  test('prints a result as JSON and events as JSON lines', async () => {
    const context = shop.context({ Dockerfile: 'FROM scratch\nCOPY a /\nENV X=1\n', a: 'json' });
    const ran = await shop.strake(['build', '--json', '--progress', 'rawjson', '-t', 'x:1', context]);
    expect(JSON.parse(ran.stdout)).toMatchObject({
      names: ['docker.io/library/x:1'],
      images: [{ config: { config: { Env: [expect.stringContaining('PATH='), 'X=1'] } } }],
    });
    const events = ran.stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events[0]).toMatchObject({ type: 'plan' });
    expect(events.at(-1)).toMatchObject({ type: 'finished', outcome: 'done' });
  });

  test('writes a layout directory, an ID file and metadata', async () => {
    const context = shop.context({ Dockerfile: 'FROM scratch\nCOPY a /\n', a: 'x' });
    const out = join(shop.directory, 'out');
    mkdirSync(out);
    const args = [
      '-o',
      `type=oci,dest=${join(out, 'layout')},tar=false`,
      '--iidfile',
      join(out, 'id'),
      '--metadata-file',
      join(out, 'meta.json'),
    ];
    expect((await shop.strake(['build', ...args, context])).code).toBe(0);
    expect(existsSync(join(out, 'layout/index.json'))).toBe(true);
    const meta = JSON.parse(readFileSync(join(out, 'meta.json'), 'utf8'));
    expect(meta['containerimage.config.digest']).toBe(readFileSync(join(out, 'id'), 'utf8'));
  });

  test('takes secrets that reach nothing but their RUN', async () => {
    const dockerfile = [
      'FROM busybox',
      'RUN --mount=type=secret,id=s,env=S test "$S" && test "$(printf %s "$S" | wc -c)" = 4',
      'RUN --mount=type=secret,id=s test "$(cat /run/secrets/s | wc -c)" = 4',
      'RUN test -z "$S" -a ! -e /run/secrets/s',
      '',
    ].join('\n');
    const context = shop.context({ Dockerfile: dockerfile });
    const ran = await shop.strake(
      ['build', ...shop.base, '--secret', 'id=s,env=TOKEN', '--progress', 'plain', context],
      { env: { TOKEN: 'hush' } },
    );
    expect(ran.code).toBe(0);
    expect(spawnSync('grep', ['-r', 'hush', shop.home], { encoding: 'utf8' }).stdout).toBe('');
  });
});

describe('the library', () => {
  test('builds from code with events, and keeps to itself', async () => {
    const events: string[] = [];
    const context = shop.context({ a: 'x' });
    const before = process.cwd();
    const result = await build({
      context,
      dockerfile: { text: 'FROM scratch AS only\nCOPY a /b\nLABEL k=v\n' },
      target: 'only',
      tags: ['lib:1'],
      home: shop.home,
      onEvent: (event) => events.push(event.type),
    });
    expect(result.images[0]?.config.config?.Labels).toEqual({ k: 'v' });
    expect(result.names).toEqual(['docker.io/library/lib:1']);
    expect(new Set(events)).toEqual(new Set(['plan', 'started', 'finished']));
    expect(process.cwd()).toBe(before);
  });

  test('stops when its signal fires', async () => {
    const stop = new AbortController();
    const building = build({
      context: shop.context({}),
      dockerfile: { text: 'FROM busybox\nRUN sleep 60\n' },
      contexts: { busybox: shop.base[1]?.replace('busybox=', '') ?? '' },
      home: shop.home,
      signal: stop.signal,
      onEvent: (event) => event.type === 'started' && setTimeout(() => stop.abort(new Error('enough')), 300),
    });
    await expect(building).rejects.toThrow('enough');
  });

  test('parses and plans without building', () => {
    const parsed = parse('FROM scratch\nCOPY a /\n');
    const step = plan(parsed, { buildPlatform: { os: 'linux', architecture: 'amd64' }, images: () => undefined });
    expect(step).toMatchObject({ status: 'ready', diagnostics: [] });
  });

  test('gives the same digest for the same inputs, wherever it runs', async () => {
    const digests = new Set<string>();
    for (const home of ['one', 'two']) {
      const result = await build({
        context: shop.context({ 'src/a': 'x', 'src/b': 'y' }),
        dockerfile: { text: 'FROM scratch\nWORKDIR /w\nCOPY <<E /h\nhello\nE\nCMD ["x"]\n' },
        args: { SOURCE_DATE_EPOCH: '1700000000' },
        home: join(shop.directory, home),
        outputs: [{ type: 'oci', dest: join(shop.directory, `${home}.tar`) }],
      });
      digests.add(result.outputs[0]?.manifest?.digest ?? '');
    }
    expect(digests.size).toBe(1);
  });
});

function digestIn({ stderr }: Ran): string | undefined {
  return /digest\s+(sha256:[0-9a-f]{64})/.exec(stderr)?.[1];
}
