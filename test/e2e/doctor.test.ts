import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorkshop, type Workshop } from './support/strake.ts';

interface Report {
  readonly tier: string;
  readonly does: string;
  readonly drivers: readonly { readonly driver: string; readonly ok: boolean; readonly reason?: string }[];
  readonly findings: readonly { readonly subject: string; readonly ok: boolean; readonly fix?: string }[];
}

let shop: Workshop;
beforeAll(async () => {
  shop = await openWorkshop();
});
afterAll(() => shop[Symbol.dispose]());

test('doctor tries every driver and leaves nothing behind', async () => {
  const before = readdirSync(shop.home).sort();
  const { code, stdout } = await shop.strake(['doctor', '--json']);
  const report = JSON.parse(stdout) as Report;
  expect(code).toBe(0);
  expect(report.tier).toBe(process.getuid?.() === 0 ? 'T3' : expect.stringMatching(/T[12]/));
  expect(report.drivers.map(({ driver }) => driver)).toEqual([
    'crun',
    'runc',
    'unshare',
    'bwrap',
    'single-uid',
    'chroot',
  ]);
  expect(report.drivers.find(({ driver }) => driver === 'unshare')).toMatchObject({ ok: true });
  for (const { ok, fix } of report.findings) if (!ok) expect(fix).toBeTypeOf('string');
  expect(readdirSync(shop.home).sort()).toEqual(before);
});

test('doctor says which program is missing, and what mends that', async () => {
  const { stdout } = await shop.strake(['doctor'], { env: { PATH: '/usr/bin/none' } });
  expect(stdout).toMatch(/^T0: builds without RUN$/m);
  expect(stdout).toMatch(/ok +T0: [^]*missing T1: .*\n +fix: install the package util-linux/);
});

test('doctor says that the store cannot be used', async () => {
  const { code, stdout, stderr } = await shop.strake(['doctor'], { env: { STRAKE_HOME: '/proc/store' } });
  expect(stdout).toBe('');
  expect(stderr).toMatch(/^error: cannot use the store "\/proc\/store": no such file or directory \(ENOENT\)$/m);
  expect(code).toBe(6);
});
