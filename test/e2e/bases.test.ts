import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { digestOf, MediaType } from '../../packages/oci/src/index.ts';
import { failing, type MemoryRegistry, startMemoryRegistry, wrongBytes } from '../../packages/registry/src/testing.ts';
import { concat, END, rawEntry } from '../../packages/oci/test/tar/raw-tar.ts';
import { openWorkshop, type Workshop } from './support/strake.ts';

let shop: Workshop;
let registry: MemoryRegistry;
let elsewhere: MemoryRegistry;
beforeAll(async () => {
  shop = await openWorkshop();
  registry = await startMemoryRegistry();
  elsewhere = await startMemoryRegistry();
});
afterAll(async () => {
  shop[Symbol.dispose]();
  await registry[Symbol.asyncDispose]();
  await elsewhere[Symbol.asyncDispose]();
});

const LAYERS = {
  lower: concat(
    rawEntry({ name: 'etc/', type: '5', mode: '0000755\0' }),
    rawEntry({ name: 'etc/passwd' }, 'app:x:7:8::/:/bin/sh\n'),
    END,
  ),
  upper: concat(rawEntry({ name: 'app/', type: '5', mode: '0000755\0' }), rawEntry({ name: 'app/old' }, 'old'), END),
};

/** More than is kept anyway. */
const LARGE = randomBytes(9_000_000);

/** Blobs of the base by digest, for people. */
const NAMES = new Map<string, string>();

/** An image of two layers, unless it is given others, in a repository of its own. */
function addBase(name: string, tars: Readonly<Record<string, Uint8Array>> = LAYERS): string {
  const repository = `bases/${name}`;
  const json = (value: object): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
  const added = (data: Uint8Array, as: string): { readonly digest: string; readonly size: number } => {
    const digest = registry.addBlob(data, repository);
    NAMES.set(digest, as);
    return { digest, size: data.byteLength };
  };
  const layers = Object.entries(tars).map(([as, tar]) => ({
    mediaType: MediaType.layerGzip,
    ...added(gzipSync(tar), as),
  }));
  const config = added(
    json({
      os: 'linux',
      architecture: 'amd64',
      config: { Env: [`NAME=${name}`] },
      rootfs: { type: 'layers', diff_ids: Object.values(tars).map((tar) => digestOf(tar)) },
    }),
    'config',
  );
  const manifest = {
    schemaVersion: 2,
    mediaType: MediaType.manifest,
    config: { mediaType: MediaType.config, ...config },
  };
  registry.addManifest(repository, 'latest', json({ ...manifest, layers }));
  return `${registry.host}/${repository}`;
}

/** What of the base was sent, and which way: `config fetched`, `upper mounted`. */
function transfers(of: MemoryRegistry, from: number): readonly string[] {
  return of.requests
    .slice(from)
    .flatMap(({ method, path }) => {
      const [, kind, digest = ''] =
        /\/blobs\/(uploads\/[^?]*\?.*(?:mount|digest)=)?(sha256(?::|%3A)[0-9a-f]+)/.exec(path) ?? [];
      const name = NAMES.get(digest.replace('%3A', ':'));
      if (name === undefined || method === 'HEAD') return [];
      return [`${name} ${kind === undefined ? 'fetched' : method === 'POST' ? 'mounted' : 'sent'}`];
    })
    .toSorted();
}

let serial = 0;

interface Check {
  readonly steps: string;
  readonly args?: readonly string[];
  readonly expected: readonly string[];
  /** Of another registry that is pushed to. */
  readonly sent?: readonly string[];
}

async function check({ steps, args = [], expected, sent = [] }: Check): Promise<void> {
  const name = `b${serial++}`;
  const context = shop.context({
    Dockerfile: `FROM ${addBase(name)} AS base\n${steps}\n`,
    file: 'file',
    'dir/a': 'a',
  });
  const before = [registry.requests.length, elsewhere.requests.length] as const;
  const home = join(shop.directory, name);
  const ran = await shop.strake(['build', ...args.map(filled), context], { cwd: context, env: { STRAKE_HOME: home } });
  expect(ran).toMatchObject({ code: 0 });
  expect(transfers(registry, before[0])).toEqual(expected);
  expect(transfers(elsewhere, before[1])).toEqual(sent);

  function filled(arg: string): string {
    return arg.replace('REGISTRY', registry.host).replace('ELSEWHERE', elsewhere.host).replace('NAME', name);
  }
}

const ALL = ['config fetched', 'lower fetched', 'upper fetched'];
const NAMED = ['-t', 'NAME'];
const PUSHED = ['-t', 'REGISTRY/apps/NAME', '--push'];

describe('of a base only what a build needs is fetched', () => {
  test.each<[string, Check]>([
    ['nothing but the base', { steps: '', args: NAMED, expected: ['config fetched'] }],
    ['only metadata', { steps: 'ENV A=1\nLABEL b=2\nUSER 1000\nCMD ["x"]', args: NAMED, expected: ['config fetched'] }],
    ['COPY --link', { steps: 'COPY --link file /app/', args: NAMED, expected: ['config fetched'] }],
    [
      'COPY --link among metadata, to an owner by number',
      {
        steps: 'ENV A=1\nCOPY --link --chown=0:0 file /app/\nLABEL b=2\nUSER app\nADD --link --chown=7:8 dir /app/dir/',
        args: NAMED,
        expected: ['config fetched'],
      },
    ],
    [
      'COPY --link from a stage',
      {
        steps: 'FROM scratch AS other\nCOPY file /\nFROM base\nCOPY --link --from=other /file /',
        args: NAMED,
        expected: ['config fetched'],
      },
    ],
    ['a stage that no target needs', { steps: 'COPY file /\nFROM scratch\nCOPY file /', args: NAMED, expected: [] }],
    ['COPY', { steps: 'COPY file /app/', args: NAMED, expected: ALL }],
    ['WORKDIR', { steps: 'WORKDIR /app', args: NAMED, expected: ALL }],
    ['COPY --link, then COPY', { steps: 'COPY --link file /app/\nCOPY dir /app', args: NAMED, expected: ALL }],
    [
      'an archive of the image',
      { steps: 'COPY --link file /app/', args: ['-o', 'type=oci,dest=../out-NAME.tar'], expected: ALL },
    ],
    ['the files of the image', { steps: 'ENV A=1', args: ['-o', 'type=local,dest=../out-NAME'], expected: ALL }],
  ])('%s', (_, given) => check(given));
});

describe('of a base only what a registry does not have is sent', () => {
  test.each<[string, Check]>([
    [
      'to another repository of its registry',
      { steps: 'COPY --link file /app/', args: PUSHED, expected: ['config fetched', 'lower mounted', 'upper mounted'] },
    ],
    [
      'to another repository of its registry, where a step looked at it',
      { steps: 'COPY file /app/', args: PUSHED, expected: [...ALL, 'lower mounted', 'upper mounted'].toSorted() },
    ],
    [
      'to its own repository',
      {
        steps: 'COPY --link file /app/',
        args: ['-t', 'REGISTRY/bases/NAME:new', '--push'],
        expected: ['config fetched'],
      },
    ],
    [
      'to another registry',
      {
        steps: 'COPY --link file /app/',
        args: ['-t', 'ELSEWHERE/apps/NAME', '--push'],
        expected: ALL,
        sent: ['lower sent', 'upper sent'],
      },
    ],
  ])('%s', (_, given) => check(given));
});

test('of a large base that is only looked at nothing is kept, until a build needs its bytes', async () => {
  const base = addBase('large', { large: concat(rawEntry({ name: 'large', size: LARGE.byteLength }, LARGE), END) });
  const home = join(shop.directory, 'large');
  const kept = (): readonly string[] =>
    readdirSync(join(home, 'blobs/sha256')).flatMap((hex) => NAMES.get(`sha256:${hex}`) ?? []);
  const build = async (steps: string, args: readonly string[]): Promise<readonly string[]> => {
    const before = registry.requests.length;
    const context = shop.context({ Dockerfile: `FROM ${base} AS base\n${steps}`, file: steps });
    const ran = await shop.strake(['build', ...args, context], { cwd: context, env: { STRAKE_HOME: home } });
    expect(ran).toMatchObject({ code: 0 });
    return transfers(registry, before).filter((transfer) => transfer.startsWith('large'));
  };
  const push = (to: string): readonly string[] => ['-t', `${registry.host}/apps/${to}`, '--push'];
  expect(await build('COPY file /app/\n', push('large1'))).toEqual(['large fetched', 'large mounted']);
  expect(kept()).not.toContain('large');
  const listings = (): readonly string[] => readdirSync(join(home, 'records/layer-listing'));
  for (const name of ['large2', 'large4']) {
    expect(await build(`COPY file /${name}/\n`, push(name))).toEqual(['large mounted']);
    expect(await shop.strake(['prune'], { env: { STRAKE_HOME: home } })).toMatchObject({ code: 0 });
    expect(listings()).toHaveLength(1);
  }
  expect(await build('FROM scratch\nCOPY --from=base /large /\n', push('large3'))).toEqual(['large fetched']);
  expect(kept()).toContain('large');
  const names = (await shop.strake(['images', '-q'], { env: { STRAKE_HOME: home } })).stdout
    .split('\n')
    .filter(Boolean);
  expect(await shop.strake(['rmi', '-f', ...new Set(names)], { env: { STRAKE_HOME: home } })).toMatchObject({
    code: 0,
  });
  expect(await shop.strake(['prune', '--all'], { env: { STRAKE_HOME: home } })).toMatchObject({ code: 0 });
  expect(listings()).toEqual([]);
});

test('what a registry names comes with its answer the first time, then it is asked whether that is new', async () => {
  const base = addBase('asked');
  const context = shop.context({ Dockerfile: `FROM ${base}\nENV A=1\n` });
  const asked = async (): Promise<readonly string[]> => {
    const before = registry.requests.length;
    const env = { STRAKE_HOME: join(shop.directory, 'asked') };
    expect(await shop.strake(['build', context], { env })).toMatchObject({ code: 0 });
    const requests = registry.requests.slice(before).filter(({ path }) => path.includes('/manifests/'));
    return requests.map(({ method }) => method);
  };
  expect(await asked()).toEqual(['GET']);
  expect(await asked()).toEqual(['HEAD']);
});

test('a layer that is not what its manifest says stops the build, and nothing of it is kept', async () => {
  const base = addBase('spoilt');
  const name = base.slice(registry.host.length + 1);
  const [digest = ''] = [...NAMES].findLast(([, as]) => as === 'lower') ?? [];
  await using liar = await startMemoryRegistry({ fault: failing(new RegExp(digest), wrongBytes) });
  for (const [blob] of NAMES) liar.addBlob(registry.blob(name, blob) ?? new Uint8Array(), name);
  liar.addManifest(name, 'latest', registry.manifest(name, 'latest') as Uint8Array);
  const context = shop.context({ Dockerfile: `FROM ${liar.host}/${name}\nCOPY file /app/\n`, file: 'file' });
  const home = join(shop.directory, 'spoilt');
  const ran = await shop.strake(['build', context], { env: { STRAKE_HOME: home } });
  expect(ran.code).not.toBe(0);
  expect(ran.stderr).toContain(`blob ${digest}: expected`);
  expect(ran.stderr).toContain('gives wrong content');
  expect(readdirSync(join(home, 'blobs/sha256'))).not.toContain(digest.slice('sha256:'.length));
});

describe('what a cache knows of a base', () => {
  async function build(home: string, context: string, ...args: readonly string[]): Promise<readonly string[]> {
    const before = registry.requests.length;
    const env = { STRAKE_HOME: join(shop.directory, home), SOURCE_DATE_EPOCH: '1' };
    expect(await shop.strake(['build', ...args, context], { env })).toMatchObject({ code: 0 });
    return transfers(registry, before);
  }

  test.each([
    ['a directory', (dest: string) => [`type=local,dest=${dest}`, `type=local,src=${dest}`]],
    ['a registry', () => [`type=registry,ref=${elsewhere.host}/cache:c`, `${elsewhere.host}/cache:c`]],
  ])('need not be fetched where nothing has been built: %s', async (where, place) => {
    const name = where.replace(' ', '-');
    const dockerfile = `FROM ${addBase(name)}\nCOPY file /app/\nCOPY dir /lib/\n`;
    const [one, two] = ['one', 'two'].map((file) => shop.context({ Dockerfile: dockerfile, file, 'dir/a': 'a' })) as [
      string,
      string,
    ];
    const [to = '', from = ''] = place(join(shop.directory, `cache-${name}`));
    expect(await build(`first-${name}`, one, '-t', 'app', '--cache-to', to)).toEqual(ALL);
    const target = `${registry.host}/apps/${name}`;
    const handedOn = join(shop.directory, `handed-on-${name}`);
    const between = ['--cache-from', from, '--cache-to', `type=local,dest=${handedOn}`];
    expect(await build(`between-${name}`, one, ...between)).toEqual(['config fetched']);
    const known = ['--cache-from', `type=local,src=${handedOn}`];
    const found = await build(`second-${name}`, two, '-t', target, '--push', ...known);
    expect(found).toEqual(['config fetched', 'lower mounted', 'upper mounted']);
    const whole = await build(`third-${name}`, two, '-t', `${target}:whole`, '--push');
    expect(whole).toEqual(ALL);
    const digests = ['latest', 'whole'].map((tag) => layersOf(`apps/${name}`, tag));
    expect(digests[0]).toEqual(digests[1]);
  });

  test.each([
    ['a path out of the directory', '../evil'],
    ['a file that the layer does not have', 'app/new'],
  ])('is not what files are written by: %s', async (_, path) => {
    const name = `lies-${digestOf(new TextEncoder().encode(path)).slice(-8)}`;
    const context = shop.context({ Dockerfile: `FROM ${addBase(name)}\nCOPY file /app/\n`, file: 'file' });
    const cache = join(shop.directory, `cache-${name}`);
    await build(`first-${name}`, context, '-t', 'app', '--cache-to', `type=local,dest=${cache}`);
    rewriteBlobs(cache, '"app/old"', JSON.stringify(path));
    const dest = join(shop.directory, `out-${name}`, 'files');
    const read = await build(`second-${name}`, context, '--cache-from', `type=local,src=${cache}`, '-o', dest);
    expect(read).toEqual(ALL);
    expect(readdirSync(join(dest, '..'))).toEqual(['files']);
    expect(readdirSync(join(dest, 'app'))).toEqual(['file', 'old']);
  });
});

test('a registry that takes its time is said once, after some seconds', async () => {
  const slow = createServer((_, response) => void setTimeout(() => response.writeHead(404).end(), 11_000));
  await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(slow.address() as AddressInfo).port}`;
  const context = shop.context({ Dockerfile: `FROM ${host}/slow AS a\nFROM ${host}/other\nCOPY --from=a /a /a\n` });
  const { code, stderr } = await shop.strake(['build', '--progress', 'plain', context]);
  slow.close();
  expect(code).toBe(4);
  expect(stderr.match(/^note: .*$/gm)).toEqual([`note: waiting for ${host}, from which nothing has come for 5 s`]);
});

test('what a cache says of a base is forgotten with all that it led to when the base turns out to be another', async () => {
  const base = addBase('liar');
  const cache = join(shop.directory, 'cache-liar');
  const contextOf = (more: string): string =>
    shop.context({ Dockerfile: `FROM ${base} AS base\nFROM base\nCOPY file /app/\n${more}`, file: 'file' });
  const build = (home: string, more: string, ...args: readonly string[]) =>
    shop.strake(['build', '--progress', 'plain', ...args, contextOf(more)], {
      env: { STRAKE_HOME: join(shop.directory, home), SOURCE_DATE_EPOCH: '1' },
    });
  const [from, copy] = [['--cache-from', `type=local,src=${cache}`], 'COPY --from=base /app/old /copied\n'];
  await build('liar-1', '', '-t', 'app', '--cache-to', `type=local,dest=${cache}`);
  expect(await build('honest', copy, ...from)).toMatchObject({ code: 0 });
  rewriteBlobs(cache, '"app/old"', '"app/new"');
  const deceived = await build('liar-2', copy.replace('old', 'new'), ...from);
  expect(deceived).toMatchObject({ code: 4 });
  expect(deceived.stderr).toMatch(
    /^error: what a cache elsewhere says of layer sha256:\w+ of a base is not so\nhint: /m,
  );
  const again = await build('liar-2', copy);
  expect(again).toMatchObject({ code: 0 });
  expect(again.stderr).not.toContain('CACHED');
});

/** Changes a text wherever it is in a layout, and the digests that name the blobs where it was. */
function rewriteBlobs(layout: string, from: string, to: string): void {
  const blobs = join(layout, 'blobs/sha256');
  const changed = readdirSync(blobs).filter((name) => readFileSync(join(blobs, name), 'utf8').includes(from));
  for (const name of changed) {
    const data = new TextEncoder().encode(readFileSync(join(blobs, name), 'utf8').replaceAll(from, to));
    const digest = digestOf(data).slice('sha256:'.length);
    writeFileSync(join(blobs, digest), data);
    rewriteBlobs(layout, name, digest);
  }
  const index = join(layout, 'index.json');
  writeFileSync(index, readFileSync(index, 'utf8').replaceAll(from, to));
}

/** diffIDs of an image that was pushed. */
function layersOf(repository: string, tag: string): unknown {
  const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);
  const { config } = JSON.parse(text(registry.manifest(repository, tag))) as {
    readonly config: { readonly digest: string };
  };
  return (JSON.parse(text(registry.blob(repository, config.digest))) as { readonly rootfs: unknown }).rootfs;
}
