import { randomBytes } from 'node:crypto';
import { lstatSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorkshop, type Workshop } from './support/strake.ts';

const MIB = 1024 * 1024;

let shop: Workshop;
beforeAll(async () => {
  shop = await openWorkshop();
  for (const name of ['one', 'two', 'three', 'four']) {
    const f = randomBytes(MIB / 2).toString('hex');
    const make = `head -c 300000 /dev/urandom >/c/x; head -c ${MIB} /dev/urandom >/made`;
    const Dockerfile = `FROM busybox\nCOPY f /f\nRUN --mount=type=cache,id=${name},target=/c ${make}\nRUN echo ${name}\n`;
    const context = shop.context({ Dockerfile, f });
    const to = name === 'one' ? ['-t', name] : ['-o', 'type=cacheonly'];
    const { code, stderr } = await shop.strake(['build', ...shop.base, ...to, context]);
    if (code !== 0) throw new Error(stderr);
  }
});
afterAll(() => shop[Symbol.dispose]());

/** Bytes on disk, each file once. */
function sizeOf(path: string, seen: Set<number> = new Set()): number {
  const { ino, blocks } = lstatSync(path);
  if (seen.has(ino)) return 0;
  seen.add(ino);
  if (!lstatSync(path).isDirectory()) return blocks * 512;
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name), seen), blocks * 512);
}

interface Usage {
  readonly images: number;
  readonly cache: number;
  readonly unused: number;
  readonly unpacked: number;
  readonly total: number;
}

async function usage(): Promise<Usage> {
  return JSON.parse((await shop.strake(['du', '--json'])).stdout);
}

/** Smaller and smaller, each of what the one before has left. */
test.each([
  { keep: 100 * MIB, stays: 'all' },
  { keep: 14 * MIB, stays: 'some' },
  { keep: 10 * MIB, stays: 'some' },
  { keep: 7 * MIB, stays: 'some' },
  { keep: 1, stays: 'images' },
] as const)('a store of at most $keep bytes has no more on disk', async ({ keep, stays }) => {
  const before = await usage();
  expect(before.total).toBe(sizeOf(shop.home));
  const dry = JSON.parse((await shop.strake(['prune', '--keep-storage', `${keep}`, '--dry-run', '--json'])).stdout);
  expect(await usage()).toEqual(before);
  const real = JSON.parse((await shop.strake(['prune', '--keep-storage', `${keep}`, '--json'])).stdout);
  expect(real).toEqual({ ...dry, dryRun: false });
  const after = await usage();
  expect(after.total).toBe(sizeOf(shop.home));
  expect(after.images).toBe(before.images);
  expect(Math.abs(before.total - after.total - real.bytes)).toBeLessThan(50_000);
  if (stays !== 'images') expect(sizeOf(shop.home)).toBeLessThanOrEqual(keep);
  if (stays === 'all') expect(after.total).toBeGreaterThan(before.total - 100_000);
  if (stays === 'some') expect(after.cache + after.unpacked).toBeGreaterThan(1_000_000);
  if (stays === 'images') expect(after.total - after.images).toBeLessThan(200_000);
});

test('cache mounts have a limit of their own as well', async () => {
  const Dockerfile = 'FROM busybox\nRUN --mount=type=cache,target=/c head -c 300000 /dev/urandom >/c/x\n';
  await shop.strake(['build', ...shop.base, '-t', 'mount', shop.context({ Dockerfile })]);
  const before = await usage();
  await shop.strake(['prune', '--keep-storage', '100m', '--keep-cache-mounts', '100k']);
  expect(before.unpacked - (await usage()).unpacked).toBeGreaterThan(290_000);
});

test('what nothing refers to is counted once, with the records about it', async () => {
  const context = shop.context({ Dockerfile: 'FROM busybox\nCOPY unused /\n', unused: 'x'.repeat(20_000) });
  await shop.strake(['build', ...shop.base, '-t', 'unused', context]);
  await shop.strake(['rmi', 'unused']);
  rmSync(join(shop.home, 'records/step'), { recursive: true });
  const { unused, total } = await usage();
  expect(unused).toBeGreaterThan(20_000);
  expect(total).toBe(sizeOf(shop.home));
});
