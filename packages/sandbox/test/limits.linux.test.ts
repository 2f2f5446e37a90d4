import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { openStore } from '@strake/oci/node';
import { afterEach, expect, test } from 'vitest';
import type { DriverName } from '../src/driver.ts';
import { chooseIdentity, singleIdentity } from '../src/jail/identity.ts';
import type { RunLimits } from '../src/limits/run-limits.ts';
import type { Exit } from '../src/runtime/sandbox.ts';
import { openSandbox } from '../src/session/open-sandbox.ts';
import { writeBusyboxRoot } from '../src/testing/busybox-root.ts';
import { NEVER, runSpec } from '../src/testing/rig.ts';
import { DRIVERS, isInstalled } from './support/rig.ts';

const stores: string[] = [];
afterEach(() => {
  for (const store of stores.splice(0)) rmSync(store, { recursive: true, force: true });
});

async function run(
  script: string,
  limits: RunLimits,
  driver: DriverName,
  identity = chooseIdentity(),
): Promise<Exit & { readonly stdout: string }> {
  const storeDir = mkdtempSync(join(tmpdir(), 'strake-limits-'));
  stores.push(storeDir);
  const store = await openStore(storeDir);
  const base = await writeBusyboxRoot(store.layers, readFileSync('/bin/busybox'));
  await using session = await openSandbox({ storeDir, driver, limits, identity });
  await using snapshot = await session.snapshotter.prepare([base], NEVER);
  let stdout = '';
  const io = { output: (_: string, chunk: Uint8Array) => void (stdout += Buffer.from(chunk)) };
  const exit = await session.sandbox.run(snapshot, runSpec(script), io, NEVER);
  return { ...exit, stdout };
}

const MB = 1024 * 1024;
/** Fills memory through a variable of the shell. */
const EAT = 'x=$(head -c 200000000 /dev/zero | tr "\\0" a); echo ${#x}';

test.each(DRIVERS.filter(isInstalled))('%s: memory, processes and time are limited', async (driver) => {
  expect(await run(EAT, { memory: 64 * MB }, driver)).toMatchObject({ oom: true });
  const forks = 'for i in $(seq 60); do sleep 1 & done 2>&1; wait';
  const { oom, stdout } = await run(forks, { pids: 40 }, driver);
  expect([oom, stdout]).toEqual([false, expect.stringMatching(/fork/)]);
  const slept = await run('(trap "" TERM; sleep 1000) & sleep 1000', { seconds: 0.3 }, driver);
  expect(slept).toMatchObject({ code: 137, oom: false, timedOut: true });
  expect(await run('echo fine', { memory: 64 * MB, cpus: 0.5, pids: 100, seconds: 60 }, driver)).toEqual({
    code: 0,
    oom: false,
    stdout: 'fine\n',
  });
  expect(groups()).toEqual([]);
});

test('a user without a control group gets an error that says so', async () => {
  if (process.getuid?.() === 0) return;
  await expect(run('true', { memory: MB }, 'unshare', singleIdentity())).rejects.toMatchObject({
    code: 'LIMITS_UNAVAILABLE',
    hint: expect.stringContaining('systemd-run'),
  });
});

/** Of this process, in every hierarchy. Others come and go while it looks. */
function groups(directory = '/sys/fs/cgroup'): readonly string[] {
  return directoriesIn(directory).flatMap((name) => {
    const path = join(directory, name);
    return name.startsWith(`strake-${process.pid}-`) ? [path] : groups(path);
  });
}

function directoriesIn(directory: string): readonly string[] {
  try {
    const entries = readdirSync(directory, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch {
    return [];
  }
}
