import { abortReason } from '@strake/core';
import { spawnChrootJail } from '../chroot/spawn.ts';
import type { SandboxSession } from '../driver.ts';
import { SandboxError } from '../error.ts';
import { needsControlGroup } from '../limits/run-limits.ts';
import type { OpenSandboxOptions } from './open-sandbox.ts';
import { type JailParams, openSession } from './open-session.ts';
import { createRemoteSandbox } from './remote-sandbox.ts';
import { createRemoteSnapshotter } from './remote-snapshotter.ts';

const NOTES: readonly string[] = [
  'The driver chroot isolates nothing: RUN can reach all that strake can, its network, processes and files among it. What ' +
    'protects the machine is the container around it.',
  'RUN has no /proc and no /sys, sees the host name of the machine, and finds its secrets in files on disk while it runs.',
];

const PARAMS: JailParams = {
  ids: 'identity',
  idCount: { uids: Number.MAX_SAFE_INTEGER, gids: Number.MAX_SAFE_INTEGER },
  idsKey: 'roots',
  drivers: [],
  networks: [],
};

/** A session without namespaces, for root in a container that allows none. Throws `DRIVER_UNAVAILABLE`. */
export async function openChrootSandbox(options: OpenSandboxOptions, signal: AbortSignal): Promise<SandboxSession> {
  if (process.geteuid?.() !== 0) {
    throw new SandboxError('DRIVER_UNAVAILABLE', 'the driver chroot needs root', {
      hint: 'run strake as root of a container, or choose another driver',
    });
  }
  if (needsControlGroup(options.limits ?? {})) {
    throw new SandboxError('LIMITS_UNAVAILABLE', 'the driver chroot cannot limit memory, CPUs or processes', {
      hint: 'limit the container around it',
    });
  }
  try {
    return await openSession(spawnChrootJail(), options, PARAMS, signal, ({ opened, peer, layers, overdue }) => ({
      driver: 'chroot',
      ids: 'identity',
      network: opened.network,
      notes: NOTES,
      snapshotter: { ...createRemoteSnapshotter(peer, layers), name: 'copy' },
      sandbox: createRemoteSandbox('chroot', { peer, layers, overdue }),
      caches: { export: () => Promise.resolve([]), import: () => Promise.resolve(false) },
    }));
  } catch (error) {
    throw signal.aborted ? abortReason(signal) : unavailable(error);
  }
}

function unavailable(error: unknown): unknown {
  if (!(error instanceof SandboxError) || error.code !== 'DRIVER_LIMIT') return error;
  const { message, hint } = error;
  return new SandboxError('DRIVER_UNAVAILABLE', message, { cause: error, ...(hint !== undefined && { hint }) });
}
