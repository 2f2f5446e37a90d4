import { abortReason, type Digest } from '@strake/core';
import type { Layer } from '@strake/oci';
import type { CacheTransfer, DriverName, JailDriverName, SandboxSession } from '../driver.ts';
import { driverOf, DRIVERS } from '../drivers.ts';
import { SandboxError } from '../error.ts';
import { chooseIdentity, feigningIdentity, type Identity } from '../jail/identity.ts';
import { contiguousIds } from '../jail/id-map.ts';
import type { RunLimits } from '../limits/run-limits.ts';
import { networkChoices } from '../network/network-choices.ts';
import type { DriverChoice, Opened } from '../jail/protocol.ts';
import { findingsOf, fixesOf } from '../probe/findings.ts';
import { readHostFacts } from '../probe/host-facts.ts';
import { findProgram } from './programs.ts';
import type { JailPeer } from './jail-owner.ts';
import { jailFor } from './jail-ahead.ts';
import { openChrootSandbox } from './open-chroot.ts';
import { openSession } from './open-session.ts';
import { createRemoteSandbox } from './remote-sandbox.ts';
import { createRemoteSnapshotter } from './remote-snapshotter.ts';

export interface OpenSandboxOptions {
  /** A `@strake/oci` disk store: layers are read from and written to it; unpacked trees and caches live in it. */
  readonly storeDir: string;
  /** For what need not outlive the session; default `scratch` in the store. */
  readonly scratchDir?: string;
  /** Where it is remembered which drivers work here; default `probes` in the store. Only this user may write to it. */
  readonly probeDir?: string;
  /** Default `auto`: the best that works. */
  readonly driver?: DriverName | 'auto';
  /** What each command may use. Memory, CPUs and processes need a control group: `LIMITS_UNAVAILABLE` without one. */
  readonly limits?: RunLimits;
  /** Whether an isolated network is made before a command asks for one. Default: it is, for most will. */
  readonly networkAhead?: boolean;
  /** Certificates (PEM) that commands trust beyond those of the image; they are in no layer. */
  readonly ca?: string;
  /** Default: the best that this user can have. For tests and probes. */
  readonly identity?: Identity;
  readonly signal?: AbortSignal;
}

/**
 * Starts a jail: a process in its own namespaces in which snapshots are mounted and commands run. It dies with this
 * process, however that ends, and with it every process and mount. Begin early and await late: it takes about 0.1 s, in
 * another process. Throws `NO_DRIVER`, `DRIVER_UNAVAILABLE`, `STORE_UNUSABLE`, `JAIL_FAILED`.
 */
export async function openSandbox(options: OpenSandboxOptions): Promise<SandboxSession> {
  const { driver = 'auto', signal = new AbortController().signal } = options;
  if (signal.aborted) throw abortReason(signal);
  if (process.platform !== 'linux') throw notLinux();
  if (driver === 'chroot') return openChrootSandbox(options, signal);
  const identity = options.identity ?? (driver === 'single-uid' ? feigningIdentity() : chooseIdentity());
  const { ids, map, key, notes } = identity;
  const params = {
    ids,
    idCount: { uids: contiguousIds(map.uids), gids: contiguousIds(map.gids) },
    idsKey: key,
    drivers: driverChoices(driver),
    networks: networkChoices(findProgram),
  };
  try {
    const jail = await jailFor(identity, signal);
    return await openSession(jail, options, params, signal, ({ opened, peer, layers, overdue, scratch }) => ({
      driver: opened.driver,
      ids,
      network: opened.network,
      notes: [...notes, ...notesOf(opened)],
      snapshotter:
        opened.copied === undefined
          ? createRemoteSnapshotter(peer, layers, scratch)
          : { ...createRemoteSnapshotter(peer, layers), name: 'copy' },
      sandbox: createRemoteSandbox(opened.driver, { peer, layers, overdue }),
      caches: remoteCaches(peer, layers),
    }));
  } catch (error) {
    throw signal.aborted ? abortReason(signal) : withFixes(error);
  }
}

/** The drivers to try. Throws `DRIVER_UNAVAILABLE` when the one asked for has no program. */
function driverChoices(driver: JailDriverName | 'auto'): readonly DriverChoice[] {
  const wanted = driver === 'auto' ? DRIVERS.filter(({ optIn }) => !optIn) : [driverOf(driver)];
  const choices = wanted.flatMap(({ name, package: needed }) => {
    const program = needed === undefined ? '' : findProgram(name);
    return program === undefined || name === 'chroot' ? [] : [{ name, program }];
  });
  if (choices.length > 0) return choices;
  throw new SandboxError('DRIVER_UNAVAILABLE', `the program ${driver} is missing`, {
    hint: `install the package ${wanted[0]?.package}, or choose another driver`,
  });
}

/** Where nothing works, the hint lists what to install or change. */
function withFixes(error: unknown): unknown {
  if (!(error instanceof SandboxError) || error.code !== 'NO_DRIVER') return error;
  const fixes = fixesOf(findingsOf(readHostFacts()));
  if (fixes.length === 0) return error;
  return new SandboxError('NO_DRIVER', error.message, { cause: error, hint: fixes.join('; '), data: error.data });
}

function remoteCaches(peer: JailPeer, layers: Map<Digest, Layer>): CacheTransfer {
  return {
    export: async (signal) => (await peer.call('exportCaches', null, { signal })).caches,
    async import(cache, layer, signal) {
      layers.set(layer.diffId, layer);
      return (await peer.call('importCache', cache, { signal })).made;
    },
  };
}

const SHARED_PROC =
  'RUN sees the processes around it, as in a container parts of /proc are masked. ' +
  'To hide them, start the container with --security-opt systempaths=unconfined (in Kubernetes: procMount: Unmasked)';

const copies = (reason: string): string =>
  `Each RUN works on a copy of its root file system, which takes time and room: ${reason}. ` +
  'To spare that, put the store on a file system that overlayfs can write to (ext4, xfs, btrfs, tmpfs), in a container on a volume';

function notesOf({ refused, networkObstacle, sharedProc, copied }: Opened): readonly string[] {
  const drivers = [
    ...refused.map(({ driver, reason }) => `${driver} is not used: ${reason}`),
    ...(sharedProc ? [SHARED_PROC] : []),
    ...(copied === undefined ? [] : [copies(copied)]),
  ];
  if (networkObstacle === undefined) return drivers;
  return [...drivers, `RUN uses the network of this machine, its loopback included: ${networkObstacle}`];
}

function notLinux(): SandboxError {
  return new SandboxError('NO_DRIVER', `commands run only on Linux, not on ${process.platform}`, {
    hint: 'run the build in a Linux virtual machine or container',
  });
}
