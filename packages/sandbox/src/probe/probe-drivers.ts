import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DriverName, IdMapping } from '../driver.ts';
import { SandboxError } from '../error.ts';
import { DRIVERS, openSandbox } from '../session/open-sandbox.ts';
import { type Finding, findingsOf } from './findings.ts';
import { readHostFacts } from './host-facts.ts';

/** Whether a driver works here, found by using it. */
export interface DriverReport {
  readonly driver: DriverName;
  readonly ok: boolean;
  /** Present when it works. */
  readonly ids?: IdMapping;
  /** What is weaker than usual. */
  readonly notes: readonly string[];
  /** Why it does not work. */
  readonly reason?: string;
  /** One line that mends it. */
  readonly fix?: string;
}

/** What this machine can do for a RUN. */
export interface SandboxReport {
  /** Best first. */
  readonly drivers: readonly DriverReport[];
  readonly findings: readonly Finding[];
}

export interface ProbeOptions {
  /** A directory on the file system that is to carry the store; default: the one for temporary files. */
  readonly directory?: string;
  readonly signal?: AbortSignal;
}

/** Runs a command with each driver and captures a layer. Nothing is left behind. */
export async function probeDrivers({ directory = tmpdir(), signal }: ProbeOptions = {}): Promise<SandboxReport> {
  const stop = signal ?? new AbortController().signal;
  const drivers = await Promise.all(DRIVERS.map((driver) => probeDriver(driver, directory, stop)));
  return { drivers, findings: findingsOf(readHostFacts()) };
}

async function probeDriver(driver: DriverName, directory: string, signal: AbortSignal): Promise<DriverReport> {
  const storeDir = await mkdtemp(join(directory, 'strake-probe-'));
  try {
    const session = await openSandbox({ storeDir, driver, signal });
    try {
      const snapshot = await session.snapshotter.prepare([], signal);
      await snapshot.commit(signal);
      await snapshot[Symbol.asyncDispose]();
    } finally {
      await session[Symbol.asyncDispose]();
    }
    return { driver, ok: true, ids: session.ids, notes: session.notes };
  } catch (error) {
    if (!(error instanceof SandboxError)) throw error;
    const { message, hint } = error;
    return { driver, ok: false, notes: [], reason: message, ...(hint !== undefined && { fix: hint }) };
  } finally {
    await rm(storeDir, { recursive: true, force: true });
  }
}
