import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HAS_REGISTRY, startDockerRegistry } from '../../packages/registry/test/support/docker-registry.ts';
import { openWorkshop, type Ran, type Workshop } from './support/strake.ts';

let shop: Workshop;
let directory: string;
let homes = 0;
beforeAll(async () => {
  shop = await openWorkshop();
  directory = join(shop.directory, 'caches');
  mkdirSync(directory);
});
afterAll(() => shop[Symbol.dispose]());

const DOCKERFILE = [
  'FROM busybox AS tool',
  'RUN mkdir /out && date +%s%N > /out/date && echo big > /only-here',
  'FROM busybox',
  'COPY --from=tool /out/date /date',
  'RUN cp /date /again',
  '',
].join('\n');

/** A build on a machine that has built nothing yet. */
async function build(args: readonly string[]): Promise<Ran & { readonly home: string }> {
  const home = join(directory, `home-${++homes}`);
  const context = shop.context({ Dockerfile: DOCKERFILE });
  const options = { cwd: directory, env: { STRAKE_HOME: home } };
  return { ...(await shop.strake(['build', ...shop.base, '--progress', 'plain', ...args, context], options)), home };
}

/** Steps that came from a cache. */
const cached = ({ stderr }: Ran): number => stderr.match(/^#\d+ CACHED$/gm)?.length ?? 0;
const imageId = ({ stderr }: Ran): string | undefined => /^image (\S+)/m.exec(stderr)?.[1];

describe('a cache in a directory', () => {
  test('of all steps gives another machine the same image without running anything', async () => {
    const first = await build(['--cache-to', 'type=local,dest=max,mode=max']);
    expect(first).toMatchObject({ code: 0 });
    expect(cached(first)).toBe(0);
    const second = await build(['-t', 'app', '--cache-from', 'type=local,src=max']);
    expect(cached(second)).toBe(3);
    expect(imageId(second)).toBe(imageId(first));
    const run = await shop.strake(['save', '-o', 'app.tar', 'app'], {
      cwd: directory,
      env: { STRAKE_HOME: second.home },
    });
    expect(run).toMatchObject({ code: 0, stderr: '' });
  });

  test.each(['gzip', 'zstd'])('that lacks a blob is passed on without what needs it, as %s', async (compression) => {
    const [lossy, next] = [`lossy-${compression}`, `next-${compression}`];
    await build(['--cache-to', `type=local,dest=${lossy},mode=max`]);
    const blobs = join(directory, lossy, 'blobs/sha256');
    const largest = (names: readonly string[]): readonly string[] =>
      names.toSorted((a, b) => statSync(join(blobs, b)).size - statSync(join(blobs, a)).size);
    const manifest = JSON.parse(readFileSync(join(directory, lossy, 'index.json'), 'utf8')).manifests[0].digest.slice(
      7,
    );
    const { layers } = JSON.parse(readFileSync(join(blobs, manifest), 'utf8'));
    const [lost = ''] = largest(
      layers
        .filter(({ mediaType }: { readonly mediaType: string }) => mediaType.endsWith('gzip'))
        .map(({ digest }: { readonly digest: string }) => digest.slice(7)),
    );
    rmSync(join(blobs, lost));
    const to = `type=local,dest=${next},mode=max,compression=${compression}`;
    const second = await build(['--cache-from', `type=local,src=${lossy}`, '--cache-to', to]);
    expect(second).toMatchObject({ code: 0 });
    expect(second.stderr).toMatch(/note: a step is left out of the cache: /);
    const third = await build(['--cache-from', `type=local,src=${next}`]);
    expect(third).toMatchObject({ code: 0 });
    expect(cached(second)).toBe(3);
    expect(cached(third)).toBeLessThan(3);
  });

  test('that is not there is said, and no failure', async () => {
    const ran = await build(['--cache-from', 'type=local,src=none', '--cache-from', '127.0.0.1:1/none']);
    expect(ran).toMatchObject({ code: 0 });
    expect(ran.stderr).toContain('note: no cache from');
  });

  test('that holds an image is said, and no failure', async () => {
    await build(['-o', 'type=oci,dest=image,tar=false']);
    const ran = await build(['--cache-from', 'type=local,src=image']);
    expect(ran.stderr).toContain('it is no cache that Strake wrote');
    expect(ran).toMatchObject({ code: 0 });
  });
});

test.each([
  [['--cache-to', 'type=inline'], 'keep it beside the image: type=registry,ref=NAME:cache'],
  [['--cache-from', 'type=gha'], '--cache-from does not know type=gha'],
  [['--cache-to', 'type=local'], '--cache-to has no dest'],
  [['--cache-from', 'type=local'], '--cache-from has no src'],
  [['--cache-to', 'type=local,dest=x,mode=all'], 'mode is one of min, max'],
  [['--cache-to', 'type=local,dest=x,nope=1'], 'does not know "nope"'],
])('%j is refused', async (args, message) => {
  const ran = await build(args);
  expect(ran.stderr).toContain(message);
  expect(ran.code).toBe(2);
  expect(existsSync(join(directory, 'x'))).toBe(false);
});

test.runIf(HAS_REGISTRY)('a cache in a registry serves another machine', async () => {
  const registry = await startDockerRegistry();
  try {
    const ref = `${registry.host}/team/app:cache`;
    const first = await build(['--cache-to', `type=registry,ref=${ref},mode=max,compression=zstd`]);
    expect(first).toMatchObject({ code: 0 });
    const second = await build(['--cache-from', ref, '-o', 'files']);
    expect(cached(second)).toBe(3);
    expect(readdirSync(join(directory, 'files'))).toContain('again');
  } finally {
    await registry[Symbol.asyncDispose]();
  }
});
