import { execFileSync } from 'node:child_process';
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ownMark } from '../../packages/oci/src/node.ts';
import { openWorkshop, type Workshop } from './support/strake.ts';

let shop: Workshop;
let context: string;
beforeAll(async () => {
  shop = await openWorkshop();
  const mount = '--mount=type=cache,target=/c,uid=33,mode=0750';
  const other = '--mount=type=cache,target=/other';
  const dockerfile = `FROM busybox\nRUN ${mount} ${other} stat -c %a:%u /c; cat /c/x; echo kept >/c/x; touch /other/y\n`;
  context = shop.context({ Dockerfile: dockerfile });
});
afterAll(() => shop[Symbol.dispose]());

const build = (...args: readonly string[]) =>
  shop.strake(['build', ...shop.base, '--no-cache', '--progress', 'plain', ...args, context]);
const forget = (): void => rmSync(join(shop.home, 'cache'), { recursive: true });

test('cache mounts go to a directory, and from there to a machine that has forgotten them', async () => {
  const directory = join(shop.directory, 'caches');
  const first = await build('--cache-mounts-to', directory);
  expect(first).toMatchObject({ code: 0, stderr: expect.stringContaining("can't open '/c/x'") });
  expect(readdirSync(directory).sort()).toEqual(['blobs', 'strake-cache-mounts.json']);
  forget();
  const second = await build('--cache-mounts-from', directory);
  expect(second).toMatchObject({ code: 0, stderr: expect.stringMatching(/ 750:33\n[^]* kept\n/) });
});

test('cache mounts go to an OCI layout and back, and are passed on', async () => {
  const [first, second] = ['first', 'second'].map((name) => join(shop.directory, name));
  expect(await build('--cache-mounts-to', `type=oci,dest=${first}`)).toMatchObject({ code: 0 });
  forget();
  const cached = shop.context({ Dockerfile: 'FROM busybox\nENV A=c\n' });
  const pass = ['--cache-mounts-from', `type=oci,src=${first}`, '--cache-mounts-to', `type=oci,dest=${second}`];
  expect((await shop.strake(['build', ...shop.base, ...pass, cached])).code).toBe(0);
  const back = await build('--cache-mounts-from', `type=oci,src=${second}`);
  expect(back).toMatchObject({ code: 0, stderr: expect.stringMatching(/ 750:33\n[^]* kept\n/) });
});

test.each([
  ['a directory', '', 2],
  ['an OCI layout', 'type=oci,dest=', 4],
])('what is written again does not pile up in %s', async (name, type, blobs) => {
  const place = join(shop.directory, `again in ${name}`);
  for (const text of ['one', 'two']) {
    const mounts = '--mount=type=cache,target=/c --mount=type=cache,target=/d';
    const changing = shop.context({
      Dockerfile: `FROM busybox\nRUN ${mounts} echo ${text} >/c/x; echo ${text}${text} >/d/x\n`,
    });
    const args = ['build', ...shop.base, '--no-cache', '--cache-mounts-to', `${type}${place}`, changing];
    expect(await shop.strake(args)).toMatchObject({ code: 0 });
    expect(readdirSync(join(place, 'blobs/sha256'))).toHaveLength(blobs);
  }
});

test('as many caches are written as fit, those that were used first', async () => {
  const [from, to] = [join(shop.directory, 'bounded from'), join(shop.directory, 'bounded')];
  const filling = (target: string, kilobytes: number): string =>
    `RUN --mount=type=cache,target=/${target} head -c ${kilobytes}k /dev/urandom >/${target}/x`;
  const before = shop.context({ Dockerfile: `FROM busybox\n${filling('before', 20)}\n` });
  expect((await shop.strake(['build', ...shop.base, '--cache-mounts-to', from, before])).code).toBe(0);
  const after = shop.context({ Dockerfile: `FROM busybox\n${filling('large', 40)}\n${filling('small', 20)}\n` });
  const target = `type=local,dest=${to},max-size=30k`;
  const args = ['build', ...shop.base, '--cache-mounts-from', from, '--cache-mounts-to', target, after];
  const { code, stderr } = await shop.strake(args);
  expect(code).toBe(0);
  expect(stderr.match(/^note: a cache of [24]\d{4} bytes is not exported: 30720 are to be all$/gm)).toHaveLength(2);
  const { caches } = JSON.parse(readFileSync(join(to, 'strake-cache-mounts.json'), 'utf8')) as {
    readonly caches: readonly { readonly packed: { readonly size: number } }[];
  };
  expect(caches.map(({ packed }) => Math.round(packed.size / 10_240))).toEqual([2]);
});

test('caches of this store are bounded by prune: those used last stay', async () => {
  const cacheOf = (name: string): string => {
    const mount = `--mount=type=cache,id=prune-${name},target=/c`;
    return shop.context({ Dockerfile: `FROM busybox\nRUN ${mount} ls /c; head -c 40k /dev/urandom >/c/${name}\n` });
  };
  const [old, recent] = [cacheOf('old'), cacheOf('recent')];
  const use = (context: string) =>
    shop.strake(['build', ...shop.base, '--no-cache', '--progress', 'plain', context]).then(({ stderr }) => stderr);
  const prune = (...flags: readonly string[]) => shop.strake(['prune', '--keep-cache-mounts', '60k', ...flags]);
  await shop.strake(['prune', '--keep-cache-mounts', '0']);
  for (const context of [recent, old, recent]) await use(context);
  // What builds have left beside cache mounts would be counted as well.
  await shop.strake(['prune']);
  expect(await prune('--dry-run')).toMatchObject({ code: 0, stdout: expect.stringMatching(/: 4\d\.\d kB\n$/) });
  expect(await prune()).toMatchObject({ code: 0, stdout: expect.stringMatching(/: 4\d\.\d kB\n$/) });
  expect(await use(recent)).toMatch(/ recent\n/);
  expect(await use(old)).not.toMatch(/ old\n/);
  expect(await shop.strake(['prune', '--keep-cache-mounts', '0'])).toMatchObject({ code: 0 });
  expect(await use(recent)).not.toMatch(/ recent\n/);
});

test('a place that holds something else hinders no build', async () => {
  const from = `type=oci,src=${join(shop.directory, 'base')}`;
  const ran = await build('--cache-mounts-from', from);
  expect(ran).toMatchObject({ code: 0, stderr: expect.stringMatching(/^note: no cache mounts from .*: it holds no/m) });
});

test.each([
  ['to', 'type=oci', 'write a'],
  ['to', 'type=registry', 'write a'],
  ['to', 'type=s3,dest=x', 'write a'],
  ['to', 'x,max-size=1g', 'type=local,dest=DIR'],
  ['to', 'type=oci,dest=x,max-size=much', 'is no size'],
  ['to', 'type=oci,dest=x,max-size=0', 'give --cache-mounts-to one'],
  ['from', 'type=oci,src=x,max-size=1g', 'give --cache-mounts-to one'],
])('--cache-mounts-%s %s is refused', async (way, place, says) => {
  const ran = await build(`--cache-mounts-${way}`, place);
  expect(ran).toMatchObject({ code: 2, stderr: expect.stringContaining(says) });
});

test('a place that cannot be written is said, and the build ends', async () => {
  const file = join(shop.context({ file: '' }), 'file/caches');
  expect(await build('--cache-mounts-to', file)).toMatchObject({
    code: 6,
    stderr: expect.stringContaining(`cannot write ${file}: not a directory (ENOTDIR)`),
  });
});

test('a place that cannot be written does not hide why a build has failed', async () => {
  const failing = shop.context({ Dockerfile: 'FROM busybox\nRUN --mount=type=cache,target=/c exit 7\n', file: '' });
  const file = join(failing, 'file/caches');
  const ran = await shop.strake(['build', ...shop.base, '--progress', 'plain', '--cache-mounts-to', file, failing]);
  expect(ran).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^note: cannot write [^]*^error: .* exit code: 7$/m),
  });
});

test('what a build does not use is passed on', async () => {
  const [from, to] = [join(shop.directory, 'from'), join(shop.directory, 'to')];
  expect((await build('--cache-mounts-to', from)).code).toBe(0);
  const cached = shop.context({ Dockerfile: 'FROM busybox\nENV A=b\n' });
  const args = ['build', ...shop.base, '--cache-mounts-from', from, '--cache-mounts-to', to, cached];
  expect((await shop.strake(args)).code).toBe(0);
  expect(readFileSync(join(to, 'strake-cache-mounts.json'))).toEqual(
    readFileSync(join(from, 'strake-cache-mounts.json')),
  );
  expect(readdirSync(join(to, 'blobs/sha256'))).toHaveLength(2);
});

/** The one blob of a directory of caches. */
function blobOf(directory: string): string {
  const [blob = ''] = readdirSync(join(directory, 'blobs/sha256')).map((name) => join(directory, 'blobs/sha256', name));
  return blob;
}

/** A directory of one cache of always the same bytes. */
async function kept(name: string): Promise<string> {
  const directory = join(shop.directory, name);
  const same = shop.context({ Dockerfile: 'FROM busybox\nRUN --mount=type=cache,target=/c touch -d @1 /c/y /c\n' });
  const args = ['build', ...shop.base, '--no-cache', '--cache-mounts-to', directory, same];
  expect(await shop.strake(args)).toMatchObject({ code: 0 });
  return directory;
}

test('what a killed build has left half-written goes', async () => {
  const directory = await kept('killed');
  const [, , namespace] = ownMark().split('-');
  const left = join(directory, `blobs/sha256/.${'a'.repeat(64)}.${process.pid}-1-${namespace}.12345678.tmp`);
  writeFileSync(left, 'x');
  await kept('killed');
  expect(readdirSync(join(directory, 'blobs/sha256'))).toHaveLength(1);
});

test('a blob that is gone or short is written again', async () => {
  const directory = await kept('lossy');
  const bytes = readFileSync(blobOf(directory));
  for (const spoil of [rmSync, (path: string) => writeFileSync(path, 'x')]) {
    spoil(blobOf(directory));
    await kept('lossy');
    expect(readFileSync(blobOf(directory))).toEqual(bytes);
  }
});

test.each<[name: string, put: (blob: string) => void]>([
  ['nothing', () => {}],
  ['a pipe', (blob) => execFileSync('mkfifo', [blob])],
  ['a link to a device', (blob) => symlinkSync('/dev/zero', blob)],
  ['a link to itself', (blob) => symlinkSync(blob, blob)],
])('%s in place of a blob hinders no build that passes caches on', async (name, put) => {
  const from = await kept(`from ${name}`);
  const blob = blobOf(from);
  rmSync(blob);
  put(blob);
  forget();
  const to = join(shop.directory, `to ${name}`);
  const other = shop.context({ Dockerfile: 'FROM busybox\nRUN --mount=type=cache,target=/z touch /z/y\n' });
  const args = ['build', ...shop.base, '--no-cache', '--cache-mounts-from', from, '--cache-mounts-to', to, other];
  expect(await shop.strake(args)).toMatchObject({ code: 0 });
  expect(readdirSync(join(to, 'blobs/sha256'))).toHaveLength(1);
});

test('nothing is written through links in such a directory', async () => {
  const directory = await kept('linked');
  const own = join(shop.directory, 'own');
  const index = join(directory, 'strake-cache-mounts.json');
  writeFileSync(own, 'mine');
  rmSync(index);
  symlinkSync(own, index);
  await kept('linked');
  expect([readFileSync(own, 'utf8'), lstatSync(index).isFile()]).toEqual(['mine', true]);
  renameSync(join(directory, 'blobs'), `${own} blobs`);
  symlinkSync(`${own} blobs`, join(directory, 'blobs'));
  expect(await build('--cache-mounts-to', directory)).toMatchObject({
    code: 6,
    stderr: expect.stringContaining('link'),
  });
});

test.each<[name: string, index: unknown]>([
  ['no JSON', '{'],
  ['a key that is a path', { caches: [{ key: '../../../etc', diffId: 'x', packed: {} }] }],
  ['a mode that is none', { caches: [entry({ mode: -1 })] }],
  ['bytes that are missing', { caches: [entry({})] }],
])('%s in such a directory hinders no build', async (_, index) => {
  const directory = join(shop.directory, 'broken');
  mkdirSync(directory, { recursive: true });
  const text = typeof index === 'string' ? index : JSON.stringify(index);
  writeFileSync(join(directory, 'strake-cache-mounts.json'), text);
  const ran = await build('--cache-mounts-from', directory);
  expect(ran).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/^note: .*(cannot be used|no cache mounts from)/m),
  });
});

function entry(change: object): unknown {
  const digest = `sha256:${'0'.repeat(64)}`;
  const packed = { mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', digest, size: 10 };
  return { key: '0'.repeat(32), diffId: digest, mode: 0o755, uid: 0, gid: 0, packed, ...change };
}
