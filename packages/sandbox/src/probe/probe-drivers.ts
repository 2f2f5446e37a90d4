import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { DriverName, IdMapping } from '../driver.ts';
import { SandboxError } from '../error.ts';
import { type Driver, DRIVERS, type PromiseName } from '../drivers.ts';
import { openSandbox } from '../session/open-sandbox.ts';
import { findProgram } from '../session/programs.ts';
import { type Finding, findingsOf } from './findings.ts';
import { readHostFacts } from './host-facts.ts';
import { knownFlaws } from './known-flaws.ts';

/** Milliseconds for a program to say its version. */
const PATIENCE = 5_000;

/** Whether a driver works here, found by using it. */
export interface DriverReport {
  readonly driver: DriverName;
  /** Taken only when it is asked for by name. */
  readonly optIn: boolean;
  readonly ok: boolean;
  /** What it promises where it works; see `PROMISES`. */
  readonly promises: readonly PromiseName[];
  /** Of its program, as that says it. */
  readonly version?: string;
  /** Present when it works. */
  readonly ids?: IdMapping;
  /** What is weaker than usual. */
  readonly notes: readonly string[];
  /** Why it does not work. */
  readonly reason?: string;
  /** One line that mends it. */
  readonly fix?: string;
}

/**
 * What builds can do: `T0` no RUN, `T1` RUN with the single uid 0, `T2` RUN with a user's subordinate ids, `T3` RUN as
 * root with every id.
 */
export type Tier = 'T0' | 'T1' | 'T2' | 'T3';

const TIERS: Readonly<Record<IdMapping, Tier>> = { single: 'T1', subids: 'T2', identity: 'T3' };

/** What this machine can do for a RUN. */
export interface SandboxReport {
  /** Best first. */
  readonly drivers: readonly DriverReport[];
  /** How much of Docker's RUN works here. */
  readonly tier: Tier;
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
  const ids = drivers.find(({ ok, optIn }) => ok && !optIn)?.ids;
  return { drivers, tier: ids === undefined ? 'T0' : TIERS[ids], findings: findingsOf(readHostFacts()) };
}

async function probeDriver(driver: Driver, directory: string, signal: AbortSignal): Promise<DriverReport> {
  const { name, optIn, promises } = driver;
  const [use, version] = await Promise.all([useDriver(name, directory, signal), versionOf(driver)]);
  const report = { driver: name, optIn, promises: [...promises], ...use };
  if (version === undefined) return report;
  const flaws = knownFlaws(name, version);
  const warning = `version ${version} has known escapes unless the distribution mended them: ${flaws.join(', ')}`;
  return { ...report, version, notes: [...report.notes, ...(flaws.length > 0 ? [warning] : [])] };
}

/** What the driver's program calls its version; nothing for one that is missing or says nothing. */
async function versionOf({ name, package: needed }: Driver): Promise<string | undefined> {
  const program = needed === undefined ? undefined : findProgram(name);
  if (program === undefined) return undefined;
  const said = await promisify(execFile)(program, ['--version'], { timeout: PATIENCE }).catch(() => undefined);
  return /(?:version|bubblewrap) (\S+)/.exec(said?.stdout ?? '')?.[1];
}

type Use = Pick<DriverReport, 'ok' | 'ids' | 'notes' | 'reason' | 'fix'>;

async function useDriver(driver: DriverName, directory: string, signal: AbortSignal): Promise<Use> {
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
    return { ok: true, ids: session.ids, notes: session.notes };
  } catch (error) {
    if (!(error instanceof SandboxError)) throw error;
    const { message, hint } = error;
    return { ok: false, notes: [], reason: message, ...(hint !== undefined && { fix: hint }) };
  } finally {
    await rm(storeDir, { recursive: true, force: true });
  }
}
