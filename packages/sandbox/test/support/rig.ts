import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '@strake/oci/node';
import type { DriverName } from '../../src/driver.ts';
import type { Identity } from '../../src/jail/identity.ts';
import { findProgram } from '../../src/session/programs.ts';
import { openSandbox } from '../../src/session/open-sandbox.ts';
import { type SandboxRig, writeBusyboxRoot } from '../../src/testing.ts';

export const DRIVERS: readonly DriverName[] = ['crun', 'runc', 'unshare'];

/** Whether a driver has what it needs, so far as files tell. */
export function isInstalled(driver: DriverName): boolean {
  return driver === 'unshare' || findProgram(driver) !== undefined;
}

/** A session on a new store with the busybox root in it. Disposing removes the store. */
export async function openRig(
  driver: DriverName,
  identity?: Identity,
): Promise<SandboxRig & AsyncDisposable & { readonly storeDir: string }> {
  const storeDir = mkdtempSync(join(tmpdir(), 'strake-sandbox-'));
  const store = await openStore(storeDir);
  const base = await writeBusyboxRoot(store.layers, readFileSync('/bin/busybox'));
  const session = await openSandbox({ storeDir, driver, ...(identity && { identity }) });
  return {
    storeDir,
    session,
    layers: store.layers,
    base,
    async [Symbol.asyncDispose]() {
      await session[Symbol.asyncDispose]();
      await store.dispose();
      rmSync(storeDir, { recursive: true, force: true });
    },
  };
}
