import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { abortReason, type Digest } from '@strake/core';
import type { Layer } from '@strake/oci';
import { spawnChrootJail } from '../chroot/spawn.ts';
import type { SandboxSession } from '../driver.ts';
import { SandboxError } from '../error.ts';
import { needsControlGroup } from '../limits/run-limits.ts';
import type { ExtraTrust } from '../trust/add-trust.ts';
import { closeJail, connectJail } from './jail-owner.ts';
import type { OpenSandboxOptions } from './open-sandbox.ts';
import { createRemoteSandbox } from './remote-sandbox.ts';
import { createRemoteSnapshotter } from './remote-snapshotter.ts';

const NOTES: readonly string[] = [
  'The driver chroot isolates nothing: RUN can reach all that strake can, its network, processes and files among it. What ' +
    'protects the machine is the container around it.',
  'RUN has no /proc and no /sys, sees the host name of the machine, and finds its secrets in files on disk while it runs.',
];

/** A session without namespaces, for root in a container that allows none. Throws `DRIVER_UNAVAILABLE`. */
export async function openChrootSandbox(
  options: OpenSandboxOptions & { readonly trust?: ExtraTrust },
  signal: AbortSignal,
): Promise<SandboxSession> {
  if (process.geteuid?.() !== 0) {
    throw new SandboxError('DRIVER_UNAVAILABLE', 'the driver chroot needs root', {
      hint: 'run strake as root of a container, or choose another driver',
    });
  }
  const { limits = {}, trust } = options;
  if (needsControlGroup(limits)) {
    throw new SandboxError('LIMITS_UNAVAILABLE', 'the driver chroot cannot limit memory, CPUs or processes', {
      hint: 'limit the container around it',
    });
  }
  const jail = spawnChrootJail();
  const abort = (): void => jail.kill();
  signal.addEventListener('abort', abort, { once: true });
  const layers = new Map<Digest, Layer>();
  const peer = connectJail(jail, layers);
  const storeDir = resolve(options.storeDir);
  try {
    const params = {
      storeDir,
      scratchDir: resolve(options.scratchDir ?? join(storeDir, 'scratch')),
      probeDir: resolve(options.probeDir ?? join(storeDir, 'probes')),
      session: `${process.pid}-${randomBytes(6).toString('hex')}`,
      ids: 'identity' as const,
      idCount: { uids: Number.MAX_SAFE_INTEGER, gids: Number.MAX_SAFE_INTEGER },
      idsKey: 'roots',
      drivers: [],
      networks: [],
      limits,
      ...(trust && { trust }),
    };
    const opened = await peer.call('open', params, { signal });
    if (signal.aborted) throw abortReason(signal);
    let closed: Promise<void> | undefined;
    return {
      driver: 'chroot',
      ids: 'identity',
      network: opened.network,
      notes: NOTES,
      snapshotter: { ...createRemoteSnapshotter(peer, layers), name: 'copy' },
      sandbox: createRemoteSandbox('chroot', peer, layers),
      caches: { export: () => Promise.resolve([]), import: () => Promise.resolve(false) },
      [Symbol.asyncDispose]: () => (closed ??= closeJail(jail, peer)),
    };
  } catch (error) {
    jail.kill();
    await jail.exited();
    peer.close();
    throw signal.aborted ? abortReason(signal) : unavailable(error);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function unavailable(error: unknown): unknown {
  if (!(error instanceof SandboxError) || error.code !== 'DRIVER_LIMIT') return error;
  const { message, hint } = error;
  return new SandboxError('DRIVER_UNAVAILABLE', message, { cause: error, ...(hint !== undefined && { hint }) });
}
