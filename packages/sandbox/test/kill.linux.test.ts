import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { DriverName } from '../src/driver.ts';
import { driverOf } from '../src/drivers.ts';
import { NEVER, runSpec } from '../src/testing/rig.ts';
import { idsOf, openRig, USABLE } from './support/rig.ts';

/** An argument that marks every process of these tests. */
const MARK = '31557600';
const usersOf = (driver: DriverName): readonly string[] =>
  idsOf(driver) !== 'single' && driverOf(driver).promises.has('users') ? ['', 'www-data'] : [''];

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'strake-kill-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe.each(USABLE)('kill -9 of the owner of a %s sandbox', (driver) => {
  test.each(usersOf(driver))('in the middle of a command as %j', async (user) => {
    const victim = startVictim(driver, user);
    await said(victim, 'running');
    expect(processes().length).toBeGreaterThan(2);
    await killAndExpectNothing(victim);
  });

  test.each([20, 100, 150, 200, 250, 300, 400])('%i ms after its start', async (delay) => {
    const victim = startVictim(driver, '');
    await sleep(delay);
    await killAndExpectNothing(victim);
  });

  test('the next session removes what was left, and works', async () => {
    const victim = startVictim(driver, '');
    const storeDir = await said(victim, 'running');
    await killAndExpectNothing(victim);
    const left = (): readonly string[] => readdirSync(join(storeDir, 'scratch')).filter((name) => name !== 'door');
    // Without namespaces a process lives on to clear up.
    const most = driver === 'chroot' ? 0 : 1;
    await vi.waitFor(() => expect(left()).toHaveLength(most), 10_000);
    const rig = await openRig(driver, { storeDir });
    expect(left()).toHaveLength(1);
    expect(making(storeDir)).toHaveLength(1);
    await rig[Symbol.asyncDispose]();
    expect([...left(), ...making(storeDir)]).toEqual([]);
  });

  test('a layer whose capture is aborted leaves nothing of itself', async () => {
    const storeDir = join(directory, 'store');
    const { session, base, ...rig } = await openRig(driver, { storeDir });
    const snapshot = await session.snapshotter.prepare([base], NEVER);
    const script = 'dd if=/dev/zero of=/large bs=1M count=400';
    await session.sandbox.run(snapshot, runSpec(script), { output: () => {} }, NEVER);
    const stop = new AbortController();
    const committed = snapshot.commit(stop.signal);
    await vi.waitFor(() => expect(making(storeDir)).toHaveLength(2), { interval: 1, timeout: 30_000 });
    stop.abort();
    await expect(committed).rejects.toThrow();
    await snapshot[Symbol.asyncDispose]();
    await rig[Symbol.asyncDispose]();
    expect([...making(storeDir), ...readdirSync(join(storeDir, 'tmp'))]).toEqual([]);
  });
});

describe.each(USABLE.filter((driver) => driver === 'crun' || driver === 'runc' || driver === 'bwrap'))(
  'kill -9 of %s itself',
  (driver) => {
    test('ends its command', async () => {
      const storeDir = join(directory, 'store');
      await using rig = await openRig(driver, { storeDir });
      const { session, base } = rig;
      await using snapshot = await session.snapshotter.prepare([base], NEVER);
      const script = `trap "" TERM; echo up; exec >&- 2>&-; setsid sleep ${MARK} & sleep ${MARK}`;
      const output = (): void => killRuntimes(driver);
      const exit = await session.sandbox.run(snapshot, runSpec(script), { output }, NEVER);
      expect(exit.code).toBe(137);
      const marked = (): readonly string[] => processes().filter((line) => line.includes(`sleep ${MARK}`));
      await vi.waitFor(() => expect(marked()).toEqual([]), 2000);
    });
  },
);

/** Those of this user's tests that are about to run a command, or run one. */
function killRuntimes(driver: string): void {
  for (const line of processes()) {
    const [pid, program = ''] = line.split(' ');
    if (program.endsWith(`/${driver}`)) process.kill(Number(pid), 'SIGKILL');
  }
}

/** Places of blobs in the making, and what is in them. */
function making(storeDir: string): readonly string[] {
  const names = readdirSync(join(storeDir, 'trees'), { encoding: 'utf8', recursive: true });
  return names.filter((name) => name.includes('blobs.'));
}

function startVictim(driver: string, user: string): ChildProcess {
  const script = join(import.meta.dirname, 'support/victim.ts');
  return spawn(process.execPath, ['--no-warnings', script, driver, user, MARK], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, TMPDIR: directory },
  });
}

/** Waits for `word STORE` in the victim's output. */
async function said(victim: ChildProcess, word: string): Promise<string> {
  let text = '';
  for await (const chunk of victim.stdout ?? []) {
    text += String(chunk);
    const line = text.split('\n').find((line) => line.startsWith(`${word} `));
    if (line !== undefined) return line.slice(word.length + 1);
  }
  throw new Error(`the victim ended: ${text}`);
}

async function killAndExpectNothing(victim: ChildProcess): Promise<void> {
  victim.kill('SIGKILL');
  for (let tries = 0; tries < 1000 && processes().length > 0; tries += 1) await sleep(10);
  expect(processes()).toEqual([]);
  expect(readFileSync('/proc/self/mountinfo', 'utf8')).not.toContain(directory);
}

/** Every process that has the tests' directory or mark in its command line or environment. */
function processes(): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && name !== String(process.pid))
    .map((pid) => `${pid} ${textOf(pid, 'cmdline')} ${textOf(pid, 'environ')} ${cwdOf(pid)}`)
    .filter((text) => text.includes(directory) || text.includes(MARK));
}

function textOf(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

function cwdOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/mountinfo`, 'latin1').includes(directory) ? directory : '';
  } catch {
    return '';
  }
}
