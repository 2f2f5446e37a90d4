/**
 * `pnpm bench sandbox [STEPS]`: what a RUN costs beside its command, per driver: start of the jail, the parts of a step
 * that runs `true` (default 50 steps in a row), capture and unpacking of a layer of 13,000 files.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../packages/oci/src/node.ts';
import { type DriverName, openSandbox, removeUnpacked, type SandboxSession } from '../../packages/sandbox/src/index.ts';
import { NEVER, runSpec, writeBusyboxRoot } from '../../packages/sandbox/src/testing.ts';

const DRIVERS: readonly DriverName[] = ['crun', 'runc', 'unshare'];
const FILES = 13_000;

export async function run(args: readonly string[]): Promise<void> {
  const steps = Number(args[0] ?? 50);
  console.log(`median (min) of ${steps} steps in a row, ms`);
  for (const driver of DRIVERS) {
    try {
      console.log(`${driver.padEnd(8)} ${await measure(driver, steps)}`);
    } catch (error) {
      console.log(`${driver.padEnd(8)} ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

async function measure(driver: DriverName, steps: number): Promise<string> {
  const storeDir = mkdtempSync(join(tmpdir(), 'strake-bench-sandbox-'));
  const store = await openStore(storeDir);
  try {
    const base = await writeBusyboxRoot(store.layers, readFileSync('/bin/busybox'));
    const cold = await timed(() => openSandbox({ storeDir, driver }));
    await cold.result[Symbol.asyncDispose]();
    const warm = await timed(() => openSandbox({ storeDir, driver }));
    const session = warm.result;
    try {
      const layers = [base];
      const step = await stepper(session, layers);
      const unpack = await step('true');
      const times = { prepare: [] as number[], run: [] as number[], commit: [] as number[], release: [] as number[] };
      const whole: number[] = [];
      for (let i = 0; i < steps; i += 1) {
        const { parts, total } = await step('true');
        whole.push(total);
        for (const [name, time] of Object.entries(parts)) times[name as keyof typeof times].push(time);
      }
      const parts = Object.entries(times).map(([name, list]) => `${name} ${median(list)}`);
      const big = await step(`mkdir /d; i=0; while [ $i -lt ${FILES} ]; do echo $i >/d/$i; i=$((i+1)); done`);
      return (
        `step ${median(whole)} (${Math.min(...whole).toFixed(1)}): ${parts.join(', ')}; ` +
        `start ${ms(cold.time)}, again ${ms(warm.time)}; first step ${ms(unpack.total)}; ` +
        `capture of ${FILES} files ${ms(big.parts.commit)}`
      );
    } finally {
      await session[Symbol.asyncDispose]();
    }
  } finally {
    await store.dispose();
    await removeUnpacked(storeDir);
    rmSync(storeDir, { recursive: true, force: true });
  }
}

interface Step {
  readonly parts: { readonly prepare: number; readonly run: number; readonly commit: number; readonly release: number };
  readonly total: number;
}

async function stepper(
  session: SandboxSession,
  layers: Parameters<SandboxSession['snapshotter']['prepare']>[0],
): Promise<(script: string) => Promise<Step>> {
  return async (script) => {
    const prepare = await timed(() => session.snapshotter.prepare(layers, NEVER));
    const snapshot = prepare.result;
    const spec = runSpec(script);
    const run = await timed(() => session.sandbox.run(snapshot, spec, { output() {} }, NEVER));
    const commit = await timed(() => snapshot.commit(NEVER));
    const release = await timed(() => snapshot[Symbol.asyncDispose]());
    const parts = { prepare: prepare.time, run: run.time, commit: commit.time, release: release.time };
    return { parts, total: prepare.time + run.time + commit.time + release.time };
  };
}

async function timed<T>(
  work: () => Promise<T> | PromiseLike<T>,
): Promise<{ readonly result: T; readonly time: number }> {
  const start = performance.now();
  const result = await work();
  return { result, time: performance.now() - start };
}

function median(times: readonly number[]): string {
  return ms(times.toSorted((a, b) => a - b)[times.length >> 1] ?? 0);
}

function ms(time: number): string {
  return time.toFixed(1);
}
