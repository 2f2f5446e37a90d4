import { existsSync, mkdirSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Digest } from '@strake/core';
import { type MemoryFiles, openMemoryFiles } from '../runtime/mounts/memory-files.ts';
import { placeForBlobs, type Unpack } from '../snapshot/trees.ts';
import { hasCode } from '../syscalls/libc.ts';
import { bind, detachBelow, mount, MountFlag, restrictTree } from '../syscalls/mount.ts';
import { createLayerFeeds } from './feed-layers.ts';
import type { Peer } from './peer.ts';
import type { JailProtocol, OpenParams, OwnerProtocol } from './protocol.ts';
import { type DeviceRequests, openDeviceRequests } from '../devices/device-requests.ts';
import { DEVICES } from '../runtime/system-mounts.ts';
import type { ControlGroups } from '../limits/control-group.ts';
import { noteGroupPlaces, sweepGroupPlaces } from '../limits/group-places.ts';
import { openControlGroups } from '../limits/open-control-groups.ts';
import { needsControlGroup } from '../limits/run-limits.ts';
import { type InterpreterRegistry, openInterpreterRegistry } from '../runtime/register-interpreter.ts';
import { CONTROL_GROUPS, hideControlGroups } from '../runtime/control-groups.ts';
import type { LayerStacks } from './layer-stacks.ts';
import { openStacks, sweepStacks, treePlaces } from './open-stacks.ts';
import { openScratch, type Scratch } from './scratch.ts';
import { createWorkerPool, type WorkerPool } from './worker-pool.ts';
import type { Worker } from './worker-process.ts';

/** What all commands and snapshots of a jail share. */
export interface JailSession {
  readonly params: OpenParams;
  /** The working directory of the jail's process. */
  readonly scratch: Scratch;
  readonly stacks: LayerStacks;
  /** Unpacks a layer into a new directory. */
  readonly unpack: Unpack;
  /** Where contents of layers lie that the owner has given. */
  readonly contents: Map<Digest, string>;
  readonly memory: MemoryFiles;
  readonly workers: WorkerPool;
  readonly cacheDirectory: string;
  /** Keys of the caches that commands have used. */
  readonly usedCaches: Set<string>;
  /** A read-only view of the host's /sys. */
  readonly hostSys: string;
  /** Whether commands see the jail's own /proc, which is that around it. */
  readonly sharedProc: boolean;
  readonly interpreters: InterpreterRegistry;
  readonly deviceRequests: DeviceRequests;
  /** Absent: commands are not limited. */
  readonly controlGroups: ControlGroups | undefined;
  /** Undoes every mount and removes the scratch files. Nothing may run any more. */
  close(): Promise<void>;
}

/** Prepares the jail's own mounts and directories. The process is alone in its mount and pid namespaces. */
export function openJailSession(
  params: OpenParams,
  owner: Peer<JailProtocol, OwnerProtocol>,
  worker: Worker,
): JailSession {
  const sharedProc = !mountProc();
  freezeDevices();
  const store = realpathSync(params.storeDir);
  const places = treePlaces(store, params.idsKey);
  const scratch = openScratch(params.scratchDir, params.session, (id) => {
    sweepStacks(places, id);
    sweepGroupPlaces(join(params.scratchDir, id));
  });
  process.chdir(realpathSync(scratch.path));
  const root = process.cwd();
  for (const name of ['memory', 'sys']) mkdirSync(name);
  const making = placeForBlobs(places.trees, scratch.id);
  const workers = createWorkerPool({ storeDir: store, making }, worker);
  const deviceRequests = openDeviceRequests(sharedProc);
  const cacheDirectory = join(store, 'cache', params.idsKey);
  mkdirSync(cacheDirectory, { recursive: true, mode: 0o700 });
  const contents = new Map<Digest, string>();
  const withLayer = createLayerFeeds(owner, root, contents);
  const owners = params.ids !== 'single';
  const unpack: Unpack = (diffId, target, signal) =>
    withLayer(diffId, (place, ended) => workers.run('unpack', { ...place, target, owners }, ended), signal);
  return {
    params,
    scratch: { ...scratch, path: root },
    contents,
    stacks: openStacks({ places, directory: root, session: scratch.id, workers, owners, unpack, owner }),
    unpack,
    memory: openMemoryFiles(join(root, 'memory')),
    workers,
    cacheDirectory,
    usedCaches: new Set(),
    deviceRequests,
    interpreters: openInterpreterRegistry(join(root, 'binfmt')),
    controlGroups: controlGroupsOf(params, join(root, 'groups')),
    hostSys: viewSys(join(root, 'sys')),
    sharedProc,
    async close() {
      await workers.close();
      deviceRequests.close();
      detachBelow(root);
      process.chdir('/');
      rmSync(making, { recursive: true, force: true });
      scratch.remove();
    },
  };
}

/**
 * The /proc of the jail's own processes. False where the kernel refuses it: in a container, parts of the /proc that is there
 * are masked, and another would show them.
 */
function mountProc(): boolean {
  const flags = MountFlag.nosuid | MountFlag.nodev | MountFlag.noexec;
  try {
    mount({ source: 'proc', target: '/proc', type: 'proc', flags });
    return true;
  } catch (error) {
    if (hasCode(error, 'EPERM')) return false;
    throw error;
  }
}

/**
 * Commands get the host's device nodes, and as uid 0 of an identity mapping they could change their owners and modes: the
 * jail sees the nodes read-only, which stops that and hinders no use of the devices.
 */
function freezeDevices(): void {
  for (const name of DEVICES) {
    const node = `/dev/${name}`;
    if (!existsSync(node)) continue;
    bind(node, node);
    restrictTree(node, MountFlag.readonly);
  }
}

/** Through a view of their own: where runtimes look for control groups, they are hidden. */
function controlGroupsOf({ limits }: OpenParams, view: string): ControlGroups | undefined {
  if (!needsControlGroup(limits)) return undefined;
  mkdirSync(view);
  bind(CONTROL_GROUPS, view);
  const groups = openControlGroups(view, limits);
  noteGroupPlaces(process.cwd(), groups.places);
  return groups;
}

/** The host's /sys without its control groups, to which uid 0 of an identity mapping could write. */
function viewSys(view: string): string {
  const { readonly, nosuid, nodev, noexec } = MountFlag;
  bind('/sys', view);
  hideControlGroups(join(view, 'fs/cgroup'));
  restrictTree(view, readonly | nosuid | nodev | noexec);
  return view;
}
