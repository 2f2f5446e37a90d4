import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HAS_REGISTRY, startDockerRegistry } from '../../packages/registry/test/support/docker-registry.ts';
import { onPath } from '../setup/packages.ts';
import { openWorkshop, type Ran, type Workshop } from './support/strake.ts';

let shop: Workshop;
beforeAll(async () => {
  shop = await openWorkshop();
});
afterAll(() => shop[Symbol.dispose]());

interface Listed {
  readonly name: string;
  readonly id: string;
  readonly digest?: string;
}

/** A store of its own, and the command line on it. */
interface Store {
  readonly home: string;
  readonly directory: string;
  strake(...args: string[]): Promise<Ran>;
  build(tag: string, files: Readonly<Record<string, string>>, ...args: string[]): Promise<Ran>;
  list(): Promise<readonly Listed[]>;
}

let stores = 0;
function openStore(env: Readonly<Record<string, string>> = {}): Store {
  const directory = join(shop.directory, `store-${++stores}`);
  mkdirSync(directory);
  const home = join(directory, 'home');
  const strake = (...args: string[]): Promise<Ran> =>
    shop.strake(args, { cwd: directory, env: { STRAKE_HOME: home, ...env } });
  return {
    home,
    directory,
    strake,
    build: (tag, files, ...args) => strake('build', ...shop.base, '-t', tag, ...args, shop.context(files)),
    list: async () => JSON.parse((await strake('images', '--json')).stdout),
  };
}

const APP = { Dockerfile: 'FROM busybox\nCOPY a /a\nENV X=1\nLABEL l=v\nCMD ["sh"]\n', a: 'content\n' };
const BRACE = '{'.charCodeAt(0);
const SMALL = { Dockerfile: 'FROM scratch\nCOPY a /a\n', a: 'small\n' };

test.each([[['--load']], [['-o', 'type=docker']], [['-o', 'type=image']]])(
  '%j says where the image is',
  async (args) => {
    const { stderr } = await openStore().build('app', SMALL, ...args);
    expect(stderr).toMatch(/^ {2}kept +in Strake's own store: strake images, strake save$/m);
  },
);

test('an image whose packed layer was damaged can be saved again', async () => {
  const store = openStore();
  await store.build('app', SMALL);
  const [whole, again] = ['whole.tar', 'again.tar'].map((name) => join(store.directory, name)) as [string, string];
  expect(await store.strake('save', '-o', whole, 'app')).toMatchObject({ code: 0 });
  const blobs = join(store.home, 'blobs/sha256');
  const isGzip = (name: string): boolean => readFileSync(join(blobs, name)).subarray(0, 2).toString('hex') === '1f8b';
  for (const name of readdirSync(blobs).filter(isGzip)) {
    const bytes = readFileSync(join(blobs, name));
    bytes[20] = (bytes[20] ?? 0) ^ 1;
    rmSync(join(blobs, name));
    writeFileSync(join(blobs, name), bytes);
  }
  const damaged = await store.strake('save', '-o', again, 'app');
  expect(damaged).toMatchObject({ code: 6 });
  expect(damaged.stderr).toMatch(
    /^note: blob sha256:\w+ in the store was damaged, and has been removed\nerror: .*\nhint: /,
  );
  expect(existsSync(again)).toBe(false);
  expect(await store.strake('save', '-o', again, 'app')).toMatchObject({ code: 0, stderr: '' });
  expect(readFileSync(again).equals(readFileSync(whole))).toBe(true);
});

describe('images in the store', () => {
  test('are listed, named, shown and forgotten', async () => {
    const store = openStore();
    await store.build('app:1', APP);
    await store.build('team/small', SMALL);
    const [app, small] = await store.list();
    expect([app?.name, small?.name]).toEqual(['docker.io/library/app:1', 'docker.io/team/small:latest']);
    const table = (await store.strake('images')).stdout;
    expect(table).toMatch(
      /^NAME +ID +PLATFORM +CREATED +SIZE\napp:1 +[0-9a-f]{12} +linux\/\w+ +\d+ \w+ ago +\S+ \wB\n/,
    );
    expect((await store.strake('images', '-q', 'app')).stdout).toBe(`${app?.id.slice('sha256:'.length, 19)}\n`);
    expect((await store.strake('images', '-q', '--no-trunc', 'app')).stdout).toBe(`${app?.id}\n`);
    expect((await store.strake('images', '--json', 'app:2')).stdout).toBe('[]\n');

    expect(await store.strake('tag', 'app:1', 'other')).toMatchObject({ code: 0, stderr: '' });
    const inspected = await store.strake('inspect', 'other', (app?.id ?? '').slice(7, 19), '--json');
    const [byName, byId] = JSON.parse(inspected.stdout);
    expect(byName.images).toEqual(byId.images);
    expect(byName).toMatchObject({
      names: ['docker.io/library/app:1', 'docker.io/library/other:latest'],
      images: [{ id: app?.id, config: { config: { Env: [expect.any(String), 'X=1'], Labels: { l: 'v' } } } }],
    });
    expect((await store.strake('inspect', 'app:1')).stdout).toMatch(/ {2}label +l=v\n/);
    expect((await store.strake('inspect', 'app')).stderr).toContain('did you mean app:1?');

    const ambiguous = await store.strake('rmi', (app?.id ?? '').slice(7, 19));
    expect(ambiguous).toMatchObject({ code: 2 });
    expect(ambiguous.stderr).toContain('has 2 names');
    const some = await store.strake('rmi', 'nope', 'other', 'none');
    expect(some).toMatchObject({ code: 4, stdout: 'other:latest\n' });
    expect(some.stderr).toMatch(/^error: no image "nope" .*\nhint: .*\nerror: no image "none" /);
    expect((await store.strake('rmi', '-f', (app?.id ?? '').slice(7, 19))).stdout).toBe('app:1\n');
    expect(await store.list()).toMatchObject([{ name: small?.name }]);
  });

  test('have a history', async () => {
    const store = openStore();
    await store.build('app', APP);
    const steps = JSON.parse((await store.strake('history', '--json', 'app')).stdout);
    expect(steps.map((step: { createdBy: string }) => step.createdBy).slice(0, 4)).toEqual([
      'CMD ["sh"]',
      'LABEL l=v',
      'ENV X=1',
      'COPY a /a # buildkit',
    ]);
    expect(steps[3]).toMatchObject({ diffId: expect.stringMatching(/^sha256:/), size: expect.any(Number) });
    expect((await store.strake('history', 'app')).stdout).toMatch(/^CREATED +SIZE +CREATED BY\n/);
  });

  test('are shown as --format asks for', async () => {
    const store = openStore();
    const id = (await store.build('app', APP, '-q')).stdout.trim();
    const shown = async (...args: string[]): Promise<string> => (await store.strake(...args)).stdout;
    expect(await shown('images', '--format', '{{.Repository}}:{{.Tag}} {{.ID}}', 'a*')).toBe(
      `app:latest ${id.slice('sha256:'.length).slice(0, 12)}\n`,
    );
    expect(await shown('inspect', '--type=image', '-f', '{{.Config.User}}', 'app')).toBe('\n');
    expect((await store.strake('inspect', '--type', 'container', 'app')).stderr).toContain(
      'nothing to look at but images',
    );
    expect(await shown('inspect', '-f', '{{.Config.Cmd}} {{index .Config.Labels "l"}}', 'app')).toBe('[sh] v\n');
    expect(JSON.parse(await shown('inspect', '--format', 'json', 'app'))).toMatchObject([{ Id: id, Os: 'linux' }]);
    const steps = (await shown('history', '--format', '{{.ID}} {{.CreatedBy}}', 'app')).split('\n');
    expect(steps[1]).toBe('<missing> LABEL l=v');
  });

  test.each([
    [['images', '--format', '{{range .}}'], 2, 'it takes {{.Field}}, {{json .Field}}'],
    [['images', '--filter', 'since=app'], 2, '--filter cannot be "since=app"'],
    [['prune', '--filter', 'until=24h'], 2, '--keep-storage SIZE'],
    [['buildx', 'build', '.'], 2, 'write strake build'],
    [['help', 'ps'], 2, 'nothing runs when strake run has ended'],
    [['inspect', 'nope'], 4, 'no image "nope" in the store'],
    [['rmi', 'ap'], 4, 'did you mean app:latest?'],
    [['tag', 'app', 'UPPER'], 2, 'must be lowercase'],
    [['tag', 'app', 'a b'], 2, 'hint: an image is named'],
    [['pull', 'https://a/b'], 2, 'hint: an image is named'],
    [['tag', 'app', `x@sha256:${'0'.repeat(64)}`], 2, 'a new name has a tag'],
    [['save', '-o', 'no/such/file', 'app'], 6, 'there is no directory'],
    [['load', '-i', 'missing'], 4, 'no such file or directory'],
    [['load', '-i', '.'], 4, 'neither index.json nor manifest.json'],
    [['load'], 4, 'standard input is empty: there is no archive of images in it'],
    [['rmi'], 2, 'takes at least 1 argument; found none'],
    [['history', '--platform', 'linux/s390x', 'app'], 2, 'is not for linux/s390x'],
  ])('%j', async (args, code, message) => {
    const store = openStore();
    await store.build('app', SMALL);
    const ran = await store.strake(...args);
    expect(ran.stderr).toContain(message);
    expect(ran.code).toBe(code);
  });

  test('are offered where a name is misspelt that no registry knows', async () => {
    const store = openStore();
    await store.build('127.0.0.1:1/app', SMALL);
    expect(await store.strake('run', '127.0.0.1:1/ap')).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('did you mean 127.0.0.1:1/app:latest, which is in the store?'),
    });
  });

  test('are bases before the registry is asked, and keep their layers', async () => {
    const store = openStore();
    await store.build('mine:base', APP);
    const child = await store.build('child', { Dockerfile: 'FROM mine:base\nCOPY b /b\n', b: 'b' }, '--json');
    const [image] = JSON.parse(child.stdout).images;
    expect(image.layers).toHaveLength(3);
    expect(image.config.config.Env).toContain('X=1');
    const pulled = await store.build('child', { Dockerfile: 'FROM 127.0.0.1:1/mine\n' });
    expect(pulled).toMatchObject({ code: 4 });
    await store.strake('tag', 'mine:base', '127.0.0.1:1/mine');
    expect(await store.build('child', { Dockerfile: 'FROM 127.0.0.1:1/mine\n' })).toMatchObject({ code: 0 });
    expect(await store.build('child', { Dockerfile: 'FROM 127.0.0.1:1/mine\n' }, '--pull')).toMatchObject({ code: 4 });
  });
});

describe('archives', () => {
  test('go from store to store, with names and digests', async () => {
    const from = openStore();
    await from.build('app:1', APP);
    await from.build('multi', SMALL, '--platform', 'linux/amd64,linux/arm64');
    const tar = join(from.directory, 'all.tar');
    expect(await from.strake('save', '-o', tar, 'app:1', 'multi')).toMatchObject({ code: 0, stderr: '' });
    const before = await from.list();
    expect(before.map(({ digest }) => digest)).not.toContain(undefined);

    const to = openStore();
    const loaded = await to.strake('load', '-i', tar);
    expect(loaded.stdout).toBe('Loaded image: app:1\nLoaded image: multi:latest\n');
    expect((await to.list()).map(({ name, digest }) => [name, digest])).toEqual(
      before.map(({ name, digest }) => [name, digest]),
    );
    const again = join(to.directory, 'again.tar');
    await to.strake('save', '-o', again, 'app:1', 'multi');
    expect(readFileSync(again).equals(readFileSync(tar))).toBe(true);
    expect(await to.build('child', { Dockerfile: 'FROM app:1\nRUN test "$(cat /a)" = content\n' })).toMatchObject({
      code: 0,
    });
  });

  test('may be compressed, or come through a pipe', async () => {
    const from = openStore();
    await from.build('app', SMALL);
    await from.strake('save', '-o', 'app.tar', 'app');
    const tar = readFileSync(join(from.directory, 'app.tar'));
    writeFileSync(join(from.directory, 'app.tar.gz'), gzipSync(tar));
    const to = openStore();
    expect((await to.strake('load', '-i', join(from.directory, 'app.tar.gz'))).stdout).toBe(
      'Loaded image: app:latest\n',
    );
    expect(readdirSync(join(to.home, 'tmp'))).toEqual([]);
    const broken = join(from.directory, 'broken.tar.gz');
    writeFileSync(broken, gzipSync(tar).subarray(0, -100));
    expect((await to.strake('load', '-i', broken)).code).not.toBe(0);
    expect(readdirSync(join(to.home, 'tmp'))).toEqual([]);
    const env = { PATH: process.env['PATH'], HOME: shop.directory, STRAKE_HOME: openStore().home };
    const bin = join(import.meta.dirname, '../../node_modules/.bin/strake');
    const child = spawn(bin, ['load'], { env, stdio: ['pipe', 'pipe', 'inherit'] });
    createReadStream(join(from.directory, 'app.tar')).pipe(child.stdin);
    let stdout = '';
    for await (const chunk of child.stdout) stdout += chunk;
    expect(stdout).toBe('Loaded image: app:latest\n');
  });

  test.skipIf(!onPath('skopeo') || !onPath('podman') || process.getuid?.() !== 0)(
    'are read by skopeo and podman, and theirs by us',
    async () => {
      const store = openStore();
      await store.build('app:1', APP);
      await store.strake('save', '-o', 'app.tar', 'app:1');
      const run = (command: string, ...args: string[]): string => {
        const { status, stdout, stderr } = spawnSync(command, args, { cwd: store.directory, encoding: 'utf8' });
        expect(stderr).toBe(status === 0 ? stderr : '');
        return stdout;
      };
      for (const kind of ['docker-archive', 'oci-archive'])
        expect(JSON.parse(run('skopeo', 'inspect', '--config', `${kind}:app.tar`))).toMatchObject({
          config: { Labels: { l: 'v' } },
        });
      const roots = [
        '--root',
        join(store.directory, 'p'),
        '--runroot',
        join(store.directory, 'pr'),
        '--storage-driver',
        'vfs',
      ];
      expect(run('podman', ...roots, 'load', '-q', '-i', 'app.tar')).toContain('docker.io/library/app:1');
      const [app] = await store.list();
      for (const format of ['docker-archive', 'oci-archive']) {
        run('podman', ...roots, 'save', '-q', '--format', format, '-o', `${format}.tar`, 'app:1');
        const to = openStore();
        const loaded = await to.strake('load', '-i', join(store.directory, `${format}.tar`));
        expect(loaded).toMatchObject({ code: 0, stdout: 'Loaded image: app:1\n' });
        const [image] = await to.list();
        const details = JSON.parse((await to.strake('inspect', '--json', 'app:1')).stdout);
        expect(details[0].images[0].config.rootfs.diff_ids).toHaveLength(2);
        expect(image?.name).toBe(app?.name);
      }
    },
  );

  test('with a layer that is not what its image says are refused, and leave no name', async () => {
    const store = openStore();
    await store.build('app', SMALL);
    const layout = await layoutOf(store, 'app');
    tamper(layout);
    const to = openStore();
    const ran = await to.strake('load', '-i', layout);
    expect(ran.code).not.toBe(0);
    expect(ran.stderr).toMatch(/expected|BLOB_MISMATCH|digest/);
    expect(await to.list()).toEqual([]);
  });

  test.each([
    ['good', 'evil'],
    ['evil', 'good'],
  ])('hold what their images have, though one of two bases had false layers: first the %s one', async (...names) => {
    const made = openStore();
    await made.build('app', SMALL);
    const store = openStore();
    for (const name of names) cpSync(await layoutOf(made, 'app'), join(store.directory, name), { recursive: true });
    tamper(join(store.directory, 'evil'));
    for (const name of names) {
      const base = `base=oci-layout://${store.directory}/${name}`;
      const built = await store.build(name, { Dockerfile: `FROM base\nLABEL from=${name}` }, '--build-context', base);
      expect(built).toMatchObject({ code: 0 });
    }
    for (const name of names) {
      expect(await store.strake('save', '-o', `${name}.tar`, name)).toMatchObject({ code: 0, stderr: '' });
      expect(await openStore().strake('load', '-i', join(store.directory, `${name}.tar`))).toMatchObject({ code: 0 });
    }
  });
});

/** An image as a layout. */
async function layoutOf(store: Store, name: string): Promise<string> {
  await store.strake('save', '-o', `${name}.tar`, name);
  const layout = mkdtempSync(join(store.directory, 'layout-'));
  spawnSync('tar', ['-xf', join(store.directory, `${name}.tar`), '-C', layout]);
  return layout;
}

/** Puts something else in the place of a layer. */
function tamper(layout: string): void {
  const read = (digest: string): Buffer => readFileSync(join(layout, 'blobs/sha256', digest.slice(7)));
  const index = JSON.parse(readFileSync(join(layout, 'index.json'), 'utf8'));
  const manifest = JSON.parse(read(index.manifests[0].digest).toString());
  const add = (data: Buffer): { digest: string; size: number } => {
    const hex = createHash('sha256').update(data).digest('hex');
    writeFileSync(join(layout, 'blobs/sha256', hex), data);
    return { digest: `sha256:${hex}`, size: data.byteLength };
  };
  Object.assign(manifest.layers[0], add(gzipSync(Buffer.alloc(2048, 'evil'))));
  Object.assign(index.manifests[0], add(Buffer.from(JSON.stringify(manifest))));
  writeFileSync(join(layout, 'index.json'), JSON.stringify(index));
}

describe('what the store takes', () => {
  const sizes = async (store: Store): Promise<Readonly<Record<string, number>>> =>
    JSON.parse((await store.strake('du', '--json')).stdout);

  test('is freed of what nothing refers to, and nothing else', async () => {
    const store = openStore();
    await store.build('app', APP);
    await store.build('gone', { Dockerfile: 'FROM scratch\nCOPY a /gone\n', a: 'x'.repeat(100_000) });
    await store.strake('save', '-o', 'gone.tar', 'gone');
    await store.strake('rmi', 'gone');
    await store.strake('prune', '--keep-storage', '1b');
    expect((await sizes(store)).cache).toBe(0);
    expect((await sizes(store)).unused).toBe(0);
    expect(await store.strake('save', '-o', 'app.tar', 'app')).toMatchObject({ code: 0 });
    expect(await store.strake('load', '-i', 'app.tar')).toMatchObject({ code: 0 });
    const rebuilt = await store.build('app', APP, '--progress', 'plain');
    expect(rebuilt.stderr).not.toContain('CACHED');
    const cached = await store.build('app', APP, '--progress', 'plain');
    expect(cached.stderr).toContain('CACHED');
    await store.strake('prune');
    expect((await store.build('app', APP, '--progress', 'plain')).stderr).toContain('CACHED');
  });

  test('is told without removing anything', async () => {
    const store = openStore();
    await store.build('app', APP);
    await store.strake('rmi', 'app');
    const blobs = (): readonly string[] => readdirSync(join(store.home, 'blobs/sha256'));
    const before = blobs();
    const dry = JSON.parse((await store.strake('prune', '--all', '--dry-run', '--json')).stdout);
    expect(blobs()).toEqual(before);
    const real = JSON.parse((await store.strake('prune', '--all', '--json')).stdout);
    expect(real).toEqual({ ...dry, dryRun: false });
    expect(blobs()).toEqual([]);
    expect(readdirSync(join(store.home, 'fresh'))).toEqual([]);
    expect(real.bytes).toBeGreaterThan(100_000);
  });

  test('loses the unpacked layers and cache mounts with --all', async () => {
    const store = openStore();
    await store.build('app', { Dockerfile: 'FROM busybox\nRUN --mount=type=cache,target=/c echo x > /c/x\n' });
    expect(existsSync(join(store.home, 'trees'))).toBe(true);
    expect(await store.strake('prune', '--all')).toMatchObject({ code: 0, stderr: '' });
    for (const name of ['trees', 'cache']) expect(existsSync(join(store.home, name))).toBe(false);
    expect(await store.build('app', { Dockerfile: 'FROM busybox\nRUN true\n' })).toMatchObject({ code: 0 });
  });

  test('loses unpacked layers with the last that leads to them', async () => {
    const store = openStore();
    await store.build('app', { Dockerfile: 'FROM busybox\nRUN echo x > /made\n' });
    await store.build('other', { Dockerfile: 'FROM scratch\nCOPY Dockerfile /\n' });
    const [ids] = readdirSync(join(store.home, 'trees')).filter((name) => !name.endsWith('roots'));
    // Where nothing can be mounted, layers are not unpacked each for itself.
    if (ids === undefined) return;
    const trees = (): readonly string[] => {
      return readdirSync(join(store.home, 'trees', ids)).filter((name) => /^[0-9a-f]{64}/.test(name));
    };
    const before = trees();
    expect(before.length).toBe(2);
    expect(await store.strake('prune')).toMatchObject({ code: 0 });
    expect(trees()).toEqual(before);
    await store.strake('rmi', 'app');
    const dry = JSON.parse((await store.strake('prune', '--keep-storage', '1b', '--dry-run', '--json')).stdout);
    expect(trees()).toEqual(before);
    const real = JSON.parse((await store.strake('prune', '--keep-storage', '1b', '--json')).stdout);
    expect([trees(), real]).toEqual([[], { ...dry, dryRun: false }]);
    expect((await sizes(store)).unpacked).toBeLessThan(100_000);
    expect(await store.build('app', { Dockerfile: 'FROM busybox\nRUN test -x /bin/sh\n' })).toMatchObject({ code: 0 });
  });

  test('is not touched while a build runs; a build waits for nobody', async () => {
    const store = openStore();
    const context = shop.context({ Dockerfile: 'FROM busybox\nRUN echo start""ed; sleep 5\n' });
    const env = { PATH: process.env['PATH'], HOME: shop.directory, STRAKE_HOME: store.home };
    const bin = join(import.meta.dirname, '../../node_modules/.bin/strake');
    const building = spawn(bin, ['build', '--progress', 'plain', ...shop.base, context], { env });
    for await (const chunk of building.stderr) if (String(chunk).includes('started')) break;
    const ran = await store.strake('prune');
    expect(ran.stderr).toContain(`in use by process`);
    expect(ran.code).not.toBe(0);
    building.kill('SIGKILL');
    await new Promise((resolve) => building.once('exit', resolve));
    expect(await store.strake('prune')).toMatchObject({ code: 0 });
  });
});

describe.runIf(HAS_REGISTRY)('a registry', () => {
  test('gets images pushed, gives them pulled, and may be away afterwards', async () => {
    const registry = await startDockerRegistry();
    const name = `${registry.host}/team/app:1`;
    const store = openStore();
    const other = openStore();
    try {
      await store.build('app', APP);
      const pushed = await store.strake('push', 'app', '--to', name);
      const [image] = await store.list();
      expect(pushed.stdout).toBe(`${name}@${image?.digest}\n`);
      expect((await store.strake('push', '-q', 'app', '--to', name)).stderr).toBe('');
      expect((await other.strake('pull', name)).stdout).toBe(`${name}\n`);
      expect(await other.list()).toMatchObject([{ name, digest: image?.digest, id: image?.id }]);
      expect(await store.strake('pull', `${registry.host}/team/none`)).toMatchObject({ code: 4 });
      await store.strake('build', '-q', shop.context({ Dockerfile: `FROM ${name}\nCOPY a /b\n`, a: 'b' }));
    } finally {
      await registry[Symbol.asyncDispose]();
    }
    const files = { Dockerfile: `FROM ${name}\nRUN test "$(cat /a)" = content\n` };
    expect(await other.build('child', files)).toMatchObject({ code: 0 });
    const offline = await store.build('child', files);
    expect(offline).toMatchObject({ code: 0 });
    expect(offline.stderr).toMatch(/^note: \S+\/\S+: .*: using what it gave an earlier build, sha256:/m);
    expect(offline.stderr).not.toContain('ERROR');
    expect(await store.strake('push', 'app', '--to', name)).toMatchObject({
      code: 4,
      stderr: expect.stringMatching(/^error: cannot push \S+: no answer from .*\nhint: .*strake save into a file\n$/),
    });
    expect(await store.build('child', files, '--pull')).toMatchObject({ code: 4 });
    rmSync(join(store.home, 'trees'), { recursive: true });
    for (const blob of readdirSync(join(store.home, 'blobs/sha256')))
      if (readFileSync(join(store.home, 'blobs/sha256', blob))[0] !== BRACE)
        rmSync(join(store.home, 'blobs/sha256', blob));
    const gone = await store.build('child', { Dockerfile: `FROM ${name}\nRUN true\n` });
    expect(gone.stderr).toMatch(/: sha256:\w+ is not in the store, and the registry could not be asked\n/);
    expect(gone.stderr).toContain('hint: build again when the registry answers');
  });

  test('is asked for the layers of a base that no step needed', async () => {
    const registry = await startDockerRegistry();
    try {
      const from = openStore();
      await from.build('app', APP);
      await from.strake('push', '-q', 'app', '--to', `${registry.host}/base:1`);
      const store = openStore();
      await store.strake(
        'build',
        '-q',
        '-t',
        'child',
        shop.context({ Dockerfile: `FROM ${registry.host}/base:1\nENV Y=2\n` }),
      );
      expect(await sizesOf(store)).toBeLessThan(200_000);
      await from.strake('push', '-q', await differentImage(from), '--to', `${registry.host}/base:1`);
      expect(await store.strake('save', '-o', 'child.tar', 'child')).toMatchObject({ code: 0, stderr: '' });
      const to = openStore();
      await to.strake('load', '-i', join(store.directory, 'child.tar'));
      expect(await to.build('x', { Dockerfile: 'FROM child\nRUN test "$(cat /a)$Y" = content2\n' })).toMatchObject({
        code: 0,
      });
    } finally {
      await registry[Symbol.asyncDispose]();
    }
  });

  test('that is away is said to be needed for the base', async () => {
    const registry = await startDockerRegistry();
    const store = openStore();
    const base = `${registry.host}/base:1`;
    try {
      const from = openStore();
      await from.build('app', APP);
      await from.strake('push', '-q', 'app', '--to', base);
      await store.strake('build', '-q', '-t', 'child', shop.context({ Dockerfile: `FROM ${base}\nENV Y=2\n` }));
    } finally {
      await registry[Symbol.asyncDispose]();
    }
    for (const args of [
      ['run', 'child'],
      ['save', '-o', 'child.tar', 'child'],
    ]) {
      const asked = await store.strake(...args);
      expect(asked.code).toBe(4);
      expect(asked.stderr).toContain(
        `error: docker.io/library/child:latest has layers of ${registry.host}/base@sha256:`,
      );
      expect(asked.stderr).toContain('hint: they are fetched by the first who needs them');
    }
  });
});

async function sizesOf(store: Store): Promise<number> {
  return JSON.parse((await store.strake('du', '--json')).stdout).total;
}

async function differentImage(store: Store): Promise<string> {
  await store.build('different', SMALL);
  return 'different';
}
