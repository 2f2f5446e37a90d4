/**
 * A command that splices into a pipe from a socket keeps the pipe locked while the socket is silent, and whoever reads or
 * closes it waits, so that no signal can end him. What it was made for must end all the same.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openRig, USABLE } from '../../packages/sandbox/test/support/rig.ts';
import { LOCKED, type LockedName, runLocking } from './support/locking-command.ts';

const NAMES = Object.keys(LOCKED) as LockedName[];
/** Those that make a process of the jail wait. */
const FREEZING = NAMES.slice(1);
/** Milliseconds after its first output in which a command surely holds its lock. */
const LOCKING = 1000;

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'strake-locks-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe.skipIf(process.arch !== 'x64').concurrent.each(USABLE)('RUN with %s that locks', (driver) => {
  test.each(NAMES)('%s: an abort leaves no process', async (name) => {
    const mark = markOf(driver, 'abort', name);
    const rig = await openRig(driver);
    const stop = new AbortController();
    const up = (): void => void sleep(LOCKING).then(() => stop.abort());
    try {
      const run = runLocking(rig, { script: LOCKED[name], mark, up: once(up) }, stop.signal);
      await expect(run).rejects.toMatchObject({ name: 'AbortError' });
      await expectGone(mark);
    } finally {
      killAll(mark);
      await rig[Symbol.asyncDispose]();
    }
  });

  test.each(NAMES)('%s: kill -9 of the caller leaves no process', async (name) => {
    const mark = markOf(driver, 'kill', name);
    const script = join(import.meta.dirname, 'support/locking-victim.ts');
    const victim = spawn(process.execPath, ['--no-warnings', script, driver, name, mark], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, TMPDIR: directory },
    });
    try {
      await new Promise((resolve) => victim.stdout.once('data', resolve));
      await sleep(LOCKING);
      expect(processesWith(mark).length).toBeGreaterThan(1);
      victim.kill('SIGKILL');
      await expectGone(mark);
    } finally {
      victim.kill('SIGKILL');
      killAll(mark);
    }
  });

  test.each(FREEZING)('%s: a time limit ends it', async (name) => {
    const mark = markOf(driver, 'time', name);
    const rig = await openRig(driver, { limits: { seconds: 1.5 } });
    try {
      const exit = await runLocking(rig, { script: LOCKED[name], mark, up: () => {} });
      expect(exit).toMatchObject({ code: 137, timedOut: true });
      await expectGone(mark);
    } finally {
      killAll(mark);
      await rig[Symbol.asyncDispose]();
    }
  });

  test('its output in a process that it leaves behind: the step ends', async () => {
    const mark = markOf(driver, 'left', '');
    await using rig = await openRig(driver);
    const script = 'echo up; /say-and-lock MARK & sleep 1; exit 3';
    const { code } = await runLocking(rig, { script, mark, up: () => {} });
    expect([code, processesWith(mark)]).toEqual([3, []]);
  });
});

/** An argument that no other process has. */
function markOf(...words: readonly string[]): string {
  return `locks-${process.pid}-${words.join('-').replaceAll(/\W+/g, '-')}`;
}

function once(act: () => void): () => void {
  let done = false;
  return () => {
    if (!done) act();
    done = true;
  };
}

async function expectGone(mark: string): Promise<void> {
  await vi.waitFor(() => expect(processesWith(mark)).toEqual([]), { timeout: 20_000, interval: 20 });
}

function killAll(mark: string): void {
  for (const pid of processesWith(mark)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
}

function processesWith(mark: string): readonly number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && commandLine(pid).includes(mark));
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
  } catch {
    return '';
  }
}
