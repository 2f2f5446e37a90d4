import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openWorkshop, type Ran, type Workshop } from './support/strake.ts';

let shop: Workshop;
let stores = 0;
let strake: (...args: string[]) => Promise<Ran>;
beforeAll(async () => {
  shop = await openWorkshop();
});
beforeEach(() => {
  const directory = join(shop.directory, `store-${++stores}`);
  mkdirSync(directory);
  strake = (...args) => shop.strake(args, { cwd: directory, env: { STRAKE_HOME: join(directory, 'home') } });
});
afterAll(() => shop[Symbol.dispose]());

/** Builds an image that says `word`; the result is its ID. */
async function built(word: string, ...args: string[]): Promise<string> {
  const context = shop.context({ Dockerfile: `FROM busybox\nRUN echo ${word} >/word\nCMD ["cat", "/word"]\n` });
  const { code, stdout, stderr } = await strake('build', '-q', ...shop.base, ...args, context);
  if (code !== 0) throw new Error(stderr);
  return stdout.trim();
}

/** Names and IDs, as `strake images` shows them. */
async function listed(): Promise<readonly (readonly [name: string | undefined, id: string])[]> {
  const images = JSON.parse((await strake('images', '--json')).stdout) as { name?: string; id: string }[];
  return images.map(({ name, id }) => [name, id]);
}

test('an image that is built without a name is run by its ID, and shown without one', async () => {
  const id = await built('one');
  for (const text of [id, id.slice('sha256:'.length), id.slice('sha256:'.length, 'sha256:'.length + 8)])
    expect(await strake('run', text)).toMatchObject({ code: 0, stdout: 'one\n' });
  expect(await built('one')).toBe(id);
  expect(await listed()).toEqual([[undefined, id]]);
  const short = id.slice('sha256:'.length, 'sha256:'.length + 12);
  expect((await strake('images')).stdout).toMatch(new RegExp(`^<none> +${short} `, 'm'));
  expect((await strake('inspect', short)).stdout).toContain(id);
  expect((await strake('images', 'none')).stdout).not.toContain(short);
  expect((await strake('images', '--no-trunc')).stdout).toContain(` ${id} `);
  expect((await strake('images', '-qf', 'dangling=true', '--no-trunc')).stdout).toBe(`${id}\n`);
  expect((await strake('images', '-qf', 'dangling=false')).stdout).toBe('');
});

test('one for several platforms is kept whole', async () => {
  const context = shop.context({ Dockerfile: 'FROM scratch\nCOPY a /a\n', a: '' });
  await strake('build', '-q', '--platform', 'linux/amd64,linux/arm64', context);
  const [image, ...more] = JSON.parse((await strake('images', '--json')).stdout) as { platforms: string[] }[];
  expect([image?.platforms, more]).toEqual([['linux/amd64', 'linux/arm64'], []]);
});

test.each([
  ['-o', 'type=oci,dest=out.tar'],
  ['-o', 'out'],
  ['-o', 'type=cacheonly'],
])('what goes elsewhere is not kept: %s %s', async (...output) => {
  await built('one', ...output);
  expect(await listed()).toEqual([]);
});

test('prune removes what has no name, also where the cache keeps its layers', async () => {
  const id = await built('one');
  const kept = await built('two', '-t', 'app');
  expect((await strake('prune')).code).toBe(0);
  expect(await listed()).toEqual([['docker.io/library/app:latest', kept]]);
  expect(await strake('run', id)).toMatchObject({ code: 4, stderr: expect.stringContaining('strake prune') });
  expect(await built('one')).toBe(id);
});

test('a name that is given later counts, and one that is moved away leaves nothing', async () => {
  const id = await built('one');
  await strake('tag', id, 'app');
  expect(await listed()).toEqual([['docker.io/library/app:latest', id]]);
  const other = await built('two', '-t', 'app');
  expect(await listed()).toEqual([['docker.io/library/app:latest', other]]);
});

test('an archive without a name is kept by its ID', async () => {
  const id = await built('one');
  await strake('save', '-o', 'one.tar', id);
  expect((await strake('rmi', id)).stdout).toBe(`${id}\n`);
  expect(await listed()).toEqual([]);
  expect((await strake('load', '-i', 'one.tar')).stdout).toBe(`Loaded image ID: ${id}\n`);
  expect(await listed()).toEqual([[undefined, id]]);
  expect(await strake('run', id)).toMatchObject({ code: 0, stdout: 'one\n' });
});

test('what has no name is pushed only where one is given', async () => {
  const id = await built('one');
  expect(await strake('push', id)).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^error: the image sha256:\w+ has no name that says where to send it\nhint: .*--to/),
  });
});
