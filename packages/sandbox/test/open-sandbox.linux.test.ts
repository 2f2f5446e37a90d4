import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openSandbox } from '../src/session/open-sandbox.ts';
import { probeDrivers } from '../src/probe/probe-drivers.ts';
import { NEVER, runAndCommit, runSpec, writeNodes } from '../src/testing.ts';
import { DRIVERS, openRig } from './support/rig.ts';

let storeDir = '';
beforeEach(() => {
  storeDir = mkdtempSync(join(tmpdir(), 'strake-open-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(storeDir, { recursive: true, force: true });
});

test.each([0, 2, 5, 10, 20, 40, 80])('abort of opening after %i ms', async (delay) => {
  const controller = new AbortController();
  const opening = openSandbox({ storeDir, driver: 'unshare', signal: controller.signal });
  opening.catch(() => {});
  await sleep(delay);
  controller.abort();
  await expect(opening).rejects.toMatchObject({ name: 'AbortError' });
});

test('directories that cannot be made are said, or done without', async () => {
  const none = '/proc/none/deep';
  await expect(openSandbox({ storeDir: none })).rejects.toMatchObject({ code: 'STORE_UNUSABLE' });
  await expect(openSandbox({ storeDir, scratchDir: none })).rejects.toMatchObject({ code: 'STORE_UNUSABLE' });
  await using session = await openSandbox({ storeDir, probeDir: none, driver: 'unshare' });
  expect(session.driver).toBe('unshare');
});

describe('without runtimes on PATH', () => {
  beforeEach(() => vi.stubEnv('PATH', '/nowhere'));

  test('a driver without its program says what to install', async () => {
    await expect(openSandbox({ storeDir, driver: 'crun' })).rejects.toMatchObject({
      code: 'DRIVER_UNAVAILABLE',
      hint: expect.stringContaining('crun'),
    });
  });

  test('without util-linux nothing works, and the hint says what would', async () => {
    await expect(openSandbox({ storeDir })).rejects.toMatchObject({
      code: 'NO_DRIVER',
      hint: expect.stringContaining('util-linux'),
    });
  });

  test('the probe reports instead of throwing', async () => {
    const { drivers, findings } = await probeDrivers({ directory: storeDir });
    const inJails = drivers.filter(({ driver }) => driver !== 'chroot');
    expect(inJails.map(({ driver, ok }) => [driver, ok])).toEqual(DRIVERS.map((driver) => [driver, false]));
    expect(inJails.every(({ reason, fix }) => reason !== undefined && fix !== undefined)).toBe(true);
    expect(findings.find(({ subject }) => subject === 'util-linux')).toMatchObject({ ok: false, required: true });
  });
});

test('the probe finds a driver that works', async () => {
  const { drivers } = await probeDrivers({ directory: storeDir });
  expect(drivers.find(({ driver }) => driver === 'unshare')).toMatchObject({ ok: true });
});

test('where /proc is that of another pid namespace, the error says so', () => {
  const victim = join(import.meta.dirname, 'support/victim.ts');
  const env = { ...process.env, TMPDIR: storeDir };
  const args = ['-rpf', process.execPath, victim, 'unshare', '', '1'];
  expect(spawnSync('unshare', args, { env, encoding: 'utf8' }).stderr).toMatch(/hint: .*--mount-proc/);
});

test('after disposing, calls fail and nothing hangs', async () => {
  const rig = await openRig('unshare');
  const snapshot = await rig.session.snapshotter.prepare([rig.base], NEVER);
  const run = rig.session.sandbox.run(snapshot, runSpec('sleep 1000'), { output() {} }, NEVER);
  run.catch(() => {});
  await rig[Symbol.asyncDispose]();
  await expect(run).rejects.toThrow();
  await expect(rig.session.snapshotter.prepare([rig.base], NEVER)).rejects.toMatchObject({ code: 'JAIL_FAILED' });
  await expect(snapshot[Symbol.asyncDispose]()).resolves.toBeUndefined();
});

test('disposing ends what is unpacked ahead, and leaves nothing of it', async () => {
  const rig = await openRig('unshare', { storeDir });
  const files = Object.fromEntries(Array.from({ length: 3000 }, (_, index) => [`many/${index}`, 'x'.repeat(index)]));
  const many = await writeNodes(rig.layers, files);
  const unpacked = rig.session.snapshotter.unpack([many], NEVER);
  unpacked.catch(() => {});
  await rig[Symbol.asyncDispose]();
  await expect(unpacked).rejects.toThrow();
  const trees = readdirSync(join(storeDir, 'trees'), { recursive: true, encoding: 'utf8' });
  expect(trees.filter((path) => path.includes(many.diffId.slice('sha256:'.length)))).toEqual([]);
});

test('several sessions share a store', async () => {
  const rigs = await Promise.all([openRig('unshare', { storeDir }), openRig('unshare', { storeDir })]);
  const outcomes = await Promise.all(rigs.map((rig) => runAndCommit(rig, 'echo 1 >/same')));
  expect(outcomes.map(({ layer }) => layer)).toEqual([['same file 644 0:0 2'], ['same file 644 0:0 2']]);
  await Promise.all(rigs.map((rig) => rig[Symbol.asyncDispose]()));
});
