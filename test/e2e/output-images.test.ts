import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HAS_REGISTRY, startDockerRegistry } from '../../packages/registry/test/support/docker-registry.ts';
import { onPath } from '../setup/packages.ts';
import { openWorkshop, type Ran, type Workshop } from './support/strake.ts';

let shop: Workshop;
beforeAll(async () => {
  shop = await openWorkshop();
});
afterAll(() => shop[Symbol.dispose]());

const DOCKERFILE = 'FROM scratch\nARG TARGETARCH\nCOPY a /$TARGETARCH/a\nENV A=$TARGETARCH\n';
const BOTH = ['--platform', 'linux/amd64,linux/arm64'];
const AMD = ['--platform', 'linux/amd64'];

/** A fresh directory, and a build with it as the working directory. */
function place(dockerfile = DOCKERFILE): { readonly out: string; build(...args: string[]): Promise<Ran> } {
  const out = join(shop.context({}), 'out');
  mkdirSync(out);
  const context = shop.context({ Dockerfile: dockerfile, a: 'hello\n' });
  return { out, build: (...args) => shop.strake(['build', ...args, context], { cwd: out }) };
}

interface Document {
  readonly mediaType: string;
  readonly digest: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly platform?: Readonly<Record<string, string>>;
  readonly manifests: readonly Document[];
  readonly layers: readonly Document[];
  readonly config: Document;
}

function member(tar: string, path: string): Buffer {
  return spawnSync('tar', ['-xOf', tar, path], { maxBuffer: 1 << 28 }).stdout;
}
const index = (tar: string): Document => JSON.parse(member(tar, 'index.json').toString());
const blob = (tar: string, { digest }: Pick<Document, 'digest'>): Buffer =>
  member(tar, `blobs/sha256/${digest.slice('sha256:'.length)}`);
const document = (tar: string, descriptor: Document): Document => JSON.parse(blob(tar, descriptor).toString());
const root = (tar: string): Document => index(tar).manifests[0] as Document;

describe('how an image is packed', () => {
  const oci = 'application/vnd.oci.image';
  const docker = 'application/vnd.docker';
  test.each([
    ['type=oci', `${oci}.manifest.v1+json`, `${oci}.layer.v1.tar+gzip`],
    ['type=oci,compression=zstd', `${oci}.manifest.v1+json`, `${oci}.layer.v1.tar+zstd`],
    ['type=oci,compression=zstd,compression-level=19', `${oci}.manifest.v1+json`, `${oci}.layer.v1.tar+zstd`],
    ['type=oci,compression=uncompressed', `${oci}.manifest.v1+json`, `${oci}.layer.v1.tar`],
    [
      'type=oci,oci-mediatypes=false',
      `${docker}.distribution.manifest.v2+json`,
      `${docker}.image.rootfs.diff.tar.gzip`,
    ],
    ['type=docker', `${docker}.distribution.manifest.v2+json`, `${docker}.image.rootfs.diff.tar.gzip`],
    ['type=docker,oci-mediatypes=true', `${oci}.manifest.v1+json`, `${oci}.layer.v1.tar+gzip`],
    ['type=docker,compression=zstd', `${docker}.distribution.manifest.v2+json`, `${docker}.image.rootfs.diff.tar.zstd`],
  ])('%s', async (spec, manifestType, layerType) => {
    const { out, build } = place();
    const tar = join(out, 'x.tar');
    expect(await build(...AMD, '-o', `${spec},dest=x.tar`)).toMatchObject({ code: 0 });
    const { layers } = document(tar, root(tar));
    expect(root(tar).mediaType).toBe(manifestType);
    expect(layers.map(({ mediaType }) => mediaType)).toEqual([layerType]);
    const packed = blob(tar, layers[0] as Document);
    const plain = layerType.endsWith('gzip')
      ? gunzipSync(packed)
      : layerType.endsWith('zstd')
        ? zstdDecompressSync(packed)
        : packed;
    expect(plain.toString('latin1')).toContain('amd64/a');
    expect(member(tar, 'manifest.json').length > 0).toBe(spec.startsWith('type=docker'));
  });

  test('keeps the layers of a base as they came, unless told otherwise', async () => {
    const { out, build } = place('FROM busybox\nCOPY a /\n');
    const types = async (spec: string): Promise<readonly string[]> => {
      await build(...shop.base, '-o', `type=oci,dest=x.tar,${spec}`);
      const tar = join(out, 'x.tar');
      return document(tar, root(tar)).layers.map(({ mediaType }) => mediaType.split('.').at(-1) ?? '');
    };
    expect(await types('compression=zstd')).toEqual(['tar+gzip', 'tar+zstd']);
    expect(await types('compression=zstd,force-compression=true')).toEqual(['tar+zstd', 'tar+zstd']);
  });

  test('goes to standard output as well, and into several outputs at once', async () => {
    const { out, build } = place();
    const args = [
      '-o',
      'type=oci,dest=a.tar',
      '-o',
      'type=docker,dest=b.tar',
      '-o',
      'files',
      '-o',
      'type=oci,dest=l,tar=false',
    ];
    const ran = await build(...AMD, '-t', 'several', '--json', ...args);
    expect(readdirSync(out).sort()).toEqual(['a.tar', 'b.tar', 'files', 'l']);
    const { outputs } = JSON.parse(ran.stdout);
    expect(outputs.map((output: { type: string }) => output.type)).toEqual(['oci', 'docker', 'local', 'oci']);
    expect(outputs[3].manifest.digest).toBe(outputs[0].manifest.digest);
    const piped = await build(...AMD, '-q', '-t', 'several', '-o', 'type=oci,dest=-');
    expect(piped.stdout).toContain('oci-layout');
    expect(piped.stdout).not.toMatch(/sha256:[0-9a-f]{64}\n$/);
  });
});

describe('an index over platforms', () => {
  test('has the shape of Docker’s, with annotations where they belong', async () => {
    const { out, build } = place();
    const annotations = [
      'x=1',
      'index:i=2',
      'manifest-descriptor:md=3',
      'index-descriptor:id=4',
      'manifest[linux/arm64]:arm=5',
    ];
    const given = annotations.flatMap((text) => ['--annotation', text]);
    await build(
      ...BOTH,
      '-t',
      'multi:1',
      '-o',
      'type=oci,dest=x.tar',
      '--metadata-file',
      'meta',
      '--iidfile',
      'id',
      ...given,
    );
    const tar = join(out, 'x.tar');
    const top = root(tar);
    expect(top.mediaType).toBe('application/vnd.oci.image.index.v1+json');
    expect(top.annotations).toEqual({
      id: '4',
      'io.containerd.image.name': 'docker.io/library/multi:1',
      'org.opencontainers.image.created': expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      'org.opencontainers.image.ref.name': '1',
    });
    const whole = document(tar, top);
    expect(whole.annotations).toEqual({ i: '2' });
    expect(whole.manifests.map(({ platform, annotations }) => [platform, annotations])).toEqual([
      [{ architecture: 'amd64', os: 'linux' }, { md: '3' }],
      [{ architecture: 'arm64', os: 'linux' }, { md: '3' }],
    ]);
    const parts = whole.manifests.map((entry) => document(tar, entry).annotations);
    expect(parts).toEqual([{ x: '1' }, { x: '1', arm: '5' }]);
    expect(readFileSync(join(out, 'id'), 'utf8')).toBe(top.digest);
    const meta = JSON.parse(readFileSync(join(out, 'meta'), 'utf8'));
    expect(meta).toMatchObject({
      'containerimage.digest': top.digest,
      'containerimage.descriptor': { mediaType: top.mediaType, annotations: { id: '4' } },
      'image.name': 'docker.io/library/multi:1',
    });
    expect(meta).not.toHaveProperty('containerimage.config.digest');
  });
});

describe('reports', () => {
  test('say what Docker’s say of an image', async () => {
    const { out, build } = place();
    await build(
      ...AMD,
      '-t',
      'app:1',
      '-t',
      'reg.io/foo:2',
      '-o',
      'type=oci,dest=x.tar',
      '--metadata-file',
      'meta',
      '--iidfile',
      'id',
    );
    const top = root(join(out, 'x.tar'));
    const config = document(join(out, 'x.tar'), top).config.digest;
    expect(JSON.parse(readFileSync(join(out, 'meta'), 'utf8'))).toMatchObject({
      'containerimage.config.digest': config,
      'containerimage.digest': top.digest,
      'containerimage.descriptor': { digest: top.digest, platform: { architecture: 'amd64', os: 'linux' } },
      'image.name': 'docker.io/library/app:1,reg.io/foo:2',
    });
    expect(readFileSync(join(out, 'id'), 'utf8')).toBe(config);
  });

  test('say nothing of files', async () => {
    const { out, build } = place();
    await build('-o', 'files', '--metadata-file', 'meta');
    expect(JSON.parse(readFileSync(join(out, 'meta'), 'utf8'))).toEqual({});
  });

  test('name the digest also without an output', async () => {
    const { out, build } = place();
    await build(...AMD, '-t', 'reported', '--metadata-file', 'meta');
    const listed = JSON.parse((await shop.strake(['images', '--json', 'reported'])).stdout);
    const meta = JSON.parse(readFileSync(join(out, 'meta'), 'utf8'));
    expect(meta['containerimage.digest']).toBe(listed[0].digest);
  });
});

describe('dates', () => {
  test('are rewritten in new layers only, to the same bits whenever and wherever it is built', async () => {
    const { out, build } = place('FROM busybox\nCOPY a /x/a\n');
    const epoch = ['--build-arg', 'SOURCE_DATE_EPOCH=1000000000'];
    const archives = ['1', '2'].map(async (n) => {
      const home = join(out, `home-${n}`);
      const context = shop.context({ Dockerfile: 'FROM busybox\nCOPY a /x/a\n', a: 'hello\n' });
      utimesSync(join(context, 'a'), 1_500_000_000 + Number(n), 1_500_000_000 + Number(n));
      const args = ['-q', '-o', `type=oci,dest=${n}.tar,rewrite-timestamp=true`, context];
      const ran = await shop.strake(['build', ...shop.base, ...epoch, ...args], {
        cwd: out,
        env: { STRAKE_HOME: home },
      });
      expect(ran).toMatchObject({ code: 0, stderr: '' });
      return readFileSync(join(out, `${n}.tar`));
    });
    const [first, second] = await Promise.all(archives);
    expect(first?.equals(second as Buffer)).toBe(true);
    await build(...shop.base, '-o', 'type=oci,dest=plain.tar');
    const [plain, dated] = ['plain.tar', '1.tar'].map(
      (name) => document(join(out, name), root(join(out, name))).layers,
    );
    expect(dated?.[0]?.digest).toBe(plain?.[0]?.digest);
    expect(dated?.[1]?.digest).not.toBe(plain?.[1]?.digest);
    const layer = gunzipSync(blob(join(out, '1.tar'), dated?.[1] as Document));
    const { stdout } = spawnSync('tar', ['-tv', '--full-time', '--utc'], { input: layer, encoding: 'utf8' });
    expect(stdout.match(/2001-09-09 01:46:40/g)).toHaveLength(2);
  });

  test('come from SOURCE_DATE_EPOCH of the environment', async () => {
    const { out } = place();
    const context = shop.context({ Dockerfile: DOCKERFILE, a: 'x' });
    const env = { SOURCE_DATE_EPOCH: '1000000000' };
    await shop.strake(['build', '-o', 'type=oci,dest=x.tar', context], { cwd: out, env });
    const date = root(join(out, 'x.tar')).annotations?.['org.opencontainers.image.created'];
    expect(date).toBe('2001-09-09T01:46:40Z');
  });

  test('cannot be rewritten without one, which is said', async () => {
    const { build } = place();
    const ran = await build('-o', 'type=oci,dest=x.tar,rewrite-timestamp=true');
    expect(ran.stderr).toContain('note: rewrite-timestamp has no date to rewrite to: set SOURCE_DATE_EPOCH');
  });
});

describe.runIf(HAS_REGISTRY)('a registry', () => {
  test('gets an image for several platforms, and skopeo reads it', async () => {
    const registry = await startDockerRegistry();
    try {
      const { out, build } = place();
      const name = `${registry.host}/team/app:1`;
      const ran = await build(...BOTH, '-t', name, '--push', '--metadata-file', 'meta');
      expect(ran).toMatchObject({ code: 0 });
      const { 'containerimage.digest': digest } = JSON.parse(readFileSync(join(out, 'meta'), 'utf8'));
      expect(ran.stderr).toContain(`pushed   ${name}@${digest}`);
      if (!onPath('skopeo')) throw new Error('skopeo is not installed');
      const inspected = spawnSync('skopeo', [
        'inspect',
        '--tls-verify=false',
        '--override-arch',
        'arm64',
        `docker://${name}`,
      ]);
      expect(JSON.parse(inspected.stdout.toString())).toMatchObject({ Digest: digest, Architecture: 'arm64' });
    } finally {
      await registry[Symbol.asyncDispose]();
    }
  });

  test('gets an image by digest only, and gives it back as a base', async () => {
    const registry = await startDockerRegistry();
    try {
      const { build } = place();
      const ran = await build(
        ...AMD,
        '--json',
        '-o',
        `type=image,name=${registry.host}/app,push-by-digest=true,name-canonical=true,push=true`,
      );
      const [output] = JSON.parse(ran.stdout).outputs;
      expect(output.pushed).toEqual([`${registry.host}/app@${output.manifest.digest}`]);
      const tags = await fetch(`http://${registry.host}/v2/app/tags/list`);
      expect(((await tags.json()) as { tags: unknown }).tags ?? null).toBeNull();
      const child = place(`FROM --platform=linux/amd64 ${output.pushed[0]}\nCOPY a /b\n`);
      const env = { STRAKE_HOME: join(child.out, 'home') };
      const built = await shop.strake(
        ['build', '--json', shop.context({ Dockerfile: `FROM ${output.pushed[0]}\nCOPY a /b\n`, a: '' })],
        { env },
      );
      expect(JSON.parse(built.stdout).images[0].config.config.Env).toContain('A=amd64');
    } finally {
      await registry[Symbol.asyncDispose]();
    }
  });
});
