import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '@strake/oci/node';
import type { DriverName, IdMapping, JailDriverName, SandboxSession } from '../../src/driver.ts';
import { driverOf } from '../../src/drivers.ts';
import { chooseIdentity, type Identity } from '../../src/jail/identity.ts';
import type { RunLimits } from '../../src/limits/run-limits.ts';
import { findProgram } from '../../src/session/programs.ts';
import { removeUnpacked } from '../../src/session/remove-unpacked.ts';
import { openSandbox } from '../../src/session/open-sandbox.ts';
import { writeBusyboxRoot } from '../../src/testing/busybox-root.ts';
import type { Sandbox } from '../../src/runtime/sandbox.ts';
import type { SandboxRig } from '../../src/testing/rig.ts';

/** The drivers whose commands are in a jail. */
export const DRIVERS: readonly JailDriverName[] = ['crun', 'runc', 'unshare', 'bwrap', 'single-uid'];

/** All that work here, so far as files tell. */
export const USABLE: readonly DriverName[] = [
  ...DRIVERS.filter(isInstalled),
  ...(process.getuid?.() === 0 ? (['chroot'] as const) : []),
];

/** Whether a driver has what it needs, so far as files tell. */
export function isInstalled(driver: DriverName): boolean {
  return driverOf(driver).package === undefined || findProgram(driver) !== undefined;
}

/** The ids that commands of a driver have, for this user. */
export function idsOf(driver: DriverName): IdMapping {
  return driver === 'single-uid' ? 'single' : chooseIdentity().ids;
}

export interface RigOptions {
  readonly identity?: Identity;
  /** Default: a new one. */
  readonly storeDir?: string;
  readonly limits?: RunLimits;
}

/** A session on a store with the busybox root in it. Disposing removes the store if it is a new one. */
export async function openRig(
  driver: DriverName,
  { identity, storeDir: given, limits }: RigOptions = {},
): Promise<SandboxRig & AsyncDisposable & { readonly storeDir: string }> {
  const storeDir = given ?? mkdtempSync(join(tmpdir(), 'strake-sandbox-'));
  const store = await openStore(storeDir);
  const base = await writeBusyboxRoot(store.layers, readFileSync('/bin/busybox'));
  const opened = await openSandbox({ storeDir, driver, ...(identity && { identity }), ...(limits && { limits }) });
  const session = driverOf(driver).promises.has('networks') ? opened : onHostNetwork(opened);
  return {
    storeDir,
    session,
    layers: store.layers,
    base,
    async [Symbol.asyncDispose]() {
      await session[Symbol.asyncDispose]();
      await store.dispose();
      if (given !== undefined) return;
      if (session.ids === 'subids') await removeUnpacked(storeDir);
      rmSync(storeDir, { recursive: true, force: true });
    },
  };
}

/** For drivers that have no other network, and refuse to pretend. */
function onHostNetwork(session: SandboxSession): SandboxSession {
  const { sandbox } = session;
  const run: Sandbox['run'] = (rootfs, spec, io, signal) =>
    sandbox.run(rootfs, { ...spec, network: spec.network === 'none' ? 'host' : spec.network }, io, signal);
  return { ...session, sandbox: { ...sandbox, run } };
}
