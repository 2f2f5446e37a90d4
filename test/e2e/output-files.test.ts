import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWorkshop, type Ran, type Workshop } from './support/strake.ts';

const STRAKE = join(import.meta.dirname, '../../node_modules/.bin/strake');

let shop: Workshop;
beforeAll(async () => {
  shop = await openWorkshop();
});
afterAll(() => shop[Symbol.dispose]());

const FILES = {
  Dockerfile: 'FROM scratch\nARG TARGETARCH\nCOPY --chown=12:34 a /d/a\nCOPY b /$TARGETARCH/b\n',
  a: 'hello\n',
  b: 'b',
};
const BOTH = ['--platform', 'linux/amd64,linux/arm64'];

/** A fresh directory, and a build into it. */
function place(): { readonly out: string; build(...args: string[]): Promise<Ran> } {
  const out = join(shop.context({}), 'out');
  mkdirSync(out);
  const context = shop.context(FILES);
  chmodSync(join(context, 'a'), 0o640);
  chmodSync(join(context, 'b'), 0o4755);
  return { out, build: (...args) => shop.strake(['build', ...args, context], { cwd: out }) };
}

function listing(tar: string): readonly string[] {
  const { stdout } = spawnSync('tar', ['-tvf', tar, '--numeric-owner', '--full-time'], { encoding: 'utf8' });
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.replace(/\s+\d+ \S+ \S+ /, ' '));
}

describe('the files of an image', () => {
  test('go into a directory as the user’s own', async () => {
    const { out, build } = place();
    expect(await build('--platform', 'linux/amd64', '-o', 'files')).toMatchObject({ code: 0 });
    expect(readFileSync(join(out, 'files/d/a'), 'utf8')).toBe('hello\n');
    expect(statSync(join(out, 'files/d/a'))).toMatchObject({ uid: process.getuid?.() });
    expect(statSync(join(out, 'files/d/a')).mode & 0o7777).toBe(0o640);
    expect(statSync(join(out, 'files/amd64/b')).mode & 0o7777).toBe(0o4755);
  });

  test('go into a tar with their owners', async () => {
    const { out, build } = place();
    await build('--platform', 'linux/amd64', '-o', 'type=tar,dest=files.tar');
    expect(listing(join(out, 'files.tar'))).toEqual([
      'drwxr-xr-x 0/0 amd64/',
      '-rwsr-xr-x 0/0 amd64/b',
      'drwxr-xr-x 12/34 d/',
      '-rw-r----- 12/34 d/a',
    ]);
  });

  test.each(['-', 'type=tar,dest=-', 'type=tar'])('go to standard output: -o %s', async (spec) => {
    const { out, build } = place();
    const ran = await build('--platform', 'linux/amd64', '-o', spec);
    writeFileSync(join(out, 'stdout.tar'), ran.stdout);
    expect(listing(join(out, 'stdout.tar'))).toContain('-rw-r----- 12/34 d/a');
  });

  test('do not keep an interrupted build waiting for who has stopped reading them', async () => {
    const context = shop.context({ Dockerfile: 'FROM scratch\nCOPY r /\n', r: 'x'.repeat(5_000_000) });
    const env = { PATH: process.env['PATH'], HOME: shop.directory, STRAKE_HOME: shop.home };
    const child = spawn(STRAKE, ['build', '-q', '-o', '-', context], { env });
    await once(child.stdout, 'readable');
    child.kill('SIGINT');
    const [code] = (await once(child, 'exit')) as readonly unknown[];
    child.stdout.destroy();
    expect(code).toBe(130);
  });

  test('of several platforms have a directory each', async () => {
    const { out, build } = place();
    await build(...BOTH, '-o', 'files', '-o', 'type=tar,dest=files.tar');
    expect(readdirSync(join(out, 'files')).sort()).toEqual(['linux_amd64', 'linux_arm64']);
    expect(existsSync(join(out, 'files/linux_arm64/arm64/b'))).toBe(true);
    expect(listing(join(out, 'files.tar'))).toContain('-rwsr-xr-x 0/0 linux_arm64/arm64/b');
  });

  test('of several platforms do not overwrite each other', async () => {
    const { out, build } = place();
    const ran = await build(...BOTH, '-o', 'type=local,dest=files,platform-split=false');
    expect(ran).toMatchObject({ code: 6 });
    expect(ran.stderr).toContain('d/a is in the images for linux/amd64 and for linux/arm64');
    expect(existsSync(join(out, 'files'))).toBe(false);
  });

  test('all have the date of SOURCE_DATE_EPOCH', async () => {
    const { out, build } = place();
    await build('--platform', 'linux/amd64', '--build-arg', 'SOURCE_DATE_EPOCH=2000000000', '-o', 'files');
    for (const path of ['d', 'd/a', 'amd64/b']) expect(statSync(join(out, 'files', path)).mtimeMs).toBe(2e12);
  });

  test('never go through a link that is there', async () => {
    const { out, build } = place();
    mkdirSync(join(out, 'else'));
    mkdirSync(join(out, 'files'));
    symlinkSync('../else', join(out, 'files/d'));
    expect(await build('-o', 'files')).toMatchObject({ code: 0 });
    expect(readdirSync(join(out, 'else'))).toEqual([]);
    expect(existsSync(join(out, 'files/d/a'))).toBe(true);
  });
});

describe('an output that cannot be', () => {
  test.each([
    ['type=local', 2, 'dest is required for local exporter'],
    ['type=local,dest=-', 2, 'dest cannot be stdout for local exporter'],
    ['type=oci,tar=false,dest=-', 2, 'dest cannot be stdout for oci exporter'],
    ['type=foo,dest=x', 2, 'type is one of oci, docker, local, tar, image, registry, cacheonly'],
    ['dest=x', 2, 'has no type'],
    ['type=oci,dest=x,compresion=zstd', 2, 'did you mean compression?'],
    ['type=local,dest=x,compression=zstd', 2, 'type=local does not know "compression"'],
    ['type=oci,dest=x,compression=lzma', 2, 'compression is one of gzip, zstd, uncompressed'],
    ['type=oci,dest=x,compression=estargz', 2, 'cannot write estargz'],
    ['type=oci,dest=x,compression-level=10', 2, 'gzip has 0 to 9'],
    ['type=oci,dest=x,compression=zstd,compression-level=23', 2, 'zstd has 1 to 22'],
    ['type=oci,dest=x,annotation-index.a=b', 2, 'index annotations not supported for single platform export'],
    ['type=docker,dest=x,annotation.a=b', 2, "Docker's image format has no annotations"],
    ['type=oci,dest=x,annotation-manifest[linux/s390x].a=b', 2, 'linux/s390x, which is not built'],
    ['type=oci,dest=x,rewrite-timestamp=maybe', 2, 'rewrite-timestamp is true or false'],
    ['type=image,push=true', 2, 'tag is needed when pushing to registry'],
    ['type=registry', 2, 'tag is needed when pushing to registry'],
    ['type=image,name=r.example/a:1,push-by-digest=true', 2, "can't push tagged ref r.example/a:1 by digest"],
    ['type=oci,dest=.', 6, 'it is a directory'],
    ['type=oci,dest=no/such/x', 6, 'there is no directory'],
    ['type=local,dest=file', 6, 'it is no directory'],
  ])('%s', async (spec, code, message) => {
    const { out, build } = place();
    writeFileSync(join(out, 'file'), '');
    const ran = await build('-o', spec);
    expect(ran.stderr + ran.stdout).toContain(message);
    expect(ran.code).toBe(code);
    expect(readdirSync(out)).toEqual(['file']);
  });

  test.each([
    [['-o', '-', '-o', 'type=oci'], 'only one output can be written to standard output'],
    [['-o', '-', '--json'], 'exclude each other'],
    [['-o', 'files', '--iidfile', 'id'], 'local and tar exporters are incompatible with image ID file'],
    [['--push'], 'tag is needed when pushing to registry'],
    [['--annotation', 'foo:a=b'], 'unknown annotation type "foo"'],
    [[...BOTH, '-o', 'type=docker,dest=x'], 'does not support exporting manifest lists'],
  ])('%j', async (args, message) => {
    const { out, build } = place();
    const ran = await build(...args);
    expect(ran.stderr).toContain(message);
    expect(ran.code).toBe(2);
    expect(readdirSync(out)).toEqual([]);
  });
});

describe('mode=delete', () => {
  const stale = (directory: string): void => {
    mkdirSync(join(directory, 'd/old/deep'), { recursive: true });
    for (const path of ['d/old/deep/f', 'd/a', 'd/stale', 'stale']) writeFileSync(join(directory, path), 'stale');
    symlinkSync('/etc', join(directory, 'etc'));
  };

  test('leaves what the image has', async () => {
    const { out, build } = place();
    stale(join(out, 'files'));
    expect(await build('-o', 'type=local,dest=files,mode=delete')).toMatchObject({ code: 0 });
    expect(readdirSync(join(out, 'files'), { recursive: true, encoding: 'utf8' }).sort()).toEqual([
      'amd64',
      'amd64/b',
      'd',
      'd/a',
    ]);
    expect(readFileSync(join(out, 'files/d/a'), 'utf8')).toBe('hello\n');
    expect(existsSync('/etc/passwd')).toBe(true);
  });

  test.each([true, false])('keeps the files of all platforms (split: %s)', async (split) => {
    const { out } = place();
    stale(join(out, 'files'));
    const context = shop.context({ ...FILES, Dockerfile: 'FROM scratch\nARG TARGETARCH\nCOPY b /$TARGETARCH/b\n' });
    const output = `type=local,dest=files,mode=delete,platform-split=${split}`;
    const ran = await shop.strake(['build', ...BOTH, '-o', output, context], { cwd: out });
    expect(ran).toMatchObject({ code: 0 });
    const wanted = split ? ['linux_amd64', 'linux_arm64'] : ['amd64', 'arm64'];
    expect(readdirSync(join(out, 'files'))).toEqual(wanted);
  });

  test.each(['.', '..', 'up'])('is refused for %s, unless it is allowed', async (dest) => {
    const { out, build } = place();
    symlinkSync('..', join(out, 'up'));
    const refused = await build('-o', `type=local,dest=${dest},mode=delete`);
    expect(refused).toMatchObject({ code: 2 });
    expect(refused.stderr).toContain('--allow buildx.local.delete');
    const allowed = await build('--allow', 'buildx.local.delete', '-o', `type=local,dest=${dest},mode=delete`);
    expect(allowed).toMatchObject({ code: 0 });
    expect(existsSync(join(out, dest === '.' ? 'd/a' : '../d/a'))).toBe(true);
  });
});
