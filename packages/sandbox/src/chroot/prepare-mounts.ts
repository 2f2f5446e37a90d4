import { renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { confinePath, resolve } from '@strake/oci';
import { SandboxError } from '../error.ts';
import type { WireMount } from '../jail/protocol.ts';
import type { JobMount } from '../runtime/job.ts';
import { type CacheMount, cacheKey, hasOwnStart, holdCache } from '../runtime/mounts/cache-directory.ts';
import { orderMounts } from '../runtime/mounts/order.ts';
import { FILE, isOfSystem, type PreparedMounts } from '../runtime/mounts/prepare.ts';
import { openSocketProxy } from '../runtime/mounts/socket-proxy.ts';
import { createUndoList, type UndoList, undoneOnFailure } from '../runtime/mounts/undo-list.ts';
import { layeredTree } from '../snapshot/layered.ts';
import type { ChrootSession } from './session.ts';

let serial = 0;

/**
 * Puts the sources of `mounts` where they can be moved from into the root file system: directories of layers as copies,
 * caches themselves, each for one command at a time.
 */
export async function prepareToMove(
  session: ChrootSession,
  mounts: readonly WireMount[],
  signal: AbortSignal,
): Promise<PreparedMounts> {
  const undo = createUndoList();
  return undoneOnFailure(undo, async () => {
    const prepared: JobMount[] = [];
    for (const mount of inOrderOfLocks(mounts).filter((one) => !isOfSystem(one)))
      prepared.push(await prepare(session, mount, undo, signal));
    return { mounts: orderMounts(prepared), release: undo.release };
  });
}

/** Caches one by one in the order of their names, so that two commands never wait for each other. */
function inOrderOfLocks(mounts: readonly WireMount[]): readonly WireMount[] {
  const caches = mounts.filter((mount) => mount.type === 'cache').map((mount) => [cacheKey(mount), mount] as const);
  if (new Set(caches.map(([key]) => key)).size < caches.length) throw limit('mount one cache twice');
  const sorted = caches.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, mount]) => mount);
  return [...sorted, ...mounts.filter(({ type }) => type !== 'cache')];
}

async function prepare(
  session: ChrootSession,
  mount: WireMount,
  undo: UndoList,
  signal: AbortSignal,
): Promise<JobMount> {
  const { target } = mount;
  switch (mount.type) {
    case 'bind': {
      const source = join(session.scratch.path, 'm', String(serial++));
      undo.push(() => rmSync(source, { recursive: true, force: true }));
      await copyOut(session, { layers: mount.layers, path: mount.source, to: source }, signal);
      return { kind: 'bind', source, target, directory: statSync(source).isDirectory(), flags: [] };
    }
    case 'cache':
      return cacheToMove(session, mount, undo, signal);
    case 'tmpfs':
      return { kind: 'tmpfs', target, mode: 0o1777 };
    case 'file': {
      const file = session.files.write(Buffer.from(mount.data, 'base64'), mount);
      undo.push(() => file.remove());
      return { kind: 'bind', source: file.source, target, directory: false, flags: [] };
    }
    case 'socket': {
      const name = `socket-${serial++}`;
      const proxy = await openSocketProxy(name, mount.path, mount);
      undo.push(() => proxy.close());
      return { kind: 'bind', source: join(session.scratch.path, name), target, directory: false, flags: [] };
    }
    case 'host':
      throw limit('mount a directory of the host');
    case 'device':
      throw limit('give a command a device');
  }
}

async function cacheToMove(
  session: ChrootSession,
  mount: CacheMount,
  undo: UndoList,
  signal: AbortSignal,
): Promise<JobMount> {
  if (mount.source) throw limit('mount a part of a cache');
  const fill = async (directory: string): Promise<void> => {
    if (mount.seed === undefined || hasOwnStart(mount)) return;
    const copy = `${directory}.copy`;
    await copyOut(session, { layers: mount.seed.layers, path: mount.seed.source, to: copy }, signal);
    if (!statSync(copy).isDirectory()) return renameSync(copy, join(directory, FILE));
    rmSync(directory, { recursive: true });
    renameSync(copy, directory);
  };
  const sharing = mount.sharing === 'shared' ? 'locked' : mount.sharing;
  const held = await holdCache(session.cacheDirectory, { ...mount, sharing }, { fill, signal });
  undo.push(() => held.release());
  const isFile = await startsAsFile(session, mount, signal);
  const file = join(held.path, FILE);
  return { kind: 'bind', source: isFile ? file : held.path, target: mount.target, directory: !isFile, flags: [] };
}

/** Whether the cache is one file of its seed. */
async function startsAsFile({ roots }: ChrootSession, mount: CacheMount, signal: AbortSignal): Promise<boolean> {
  if (mount.seed === undefined || hasOwnStart(mount)) return false;
  const root = await roots.hold(mount.seed.layers, signal);
  try {
    const found = resolve(layeredTree([root.path]), confinePath(mount.seed.source), { followLast: true });
    return found.kind === 'found' && found.entry.type !== 'directory';
  } finally {
    root.release();
  }
}

interface CopyOut {
  readonly layers: Extract<WireMount, { type: 'bind' }>['layers'];
  readonly path: string;
  readonly to: string;
}

/** Copies a path of the tree that layers make. Throws `MOUNT_SOURCE_NOT_FOUND`. */
async function copyOut(
  { roots, workers }: ChrootSession,
  { layers, path, to }: CopyOut,
  signal: AbortSignal,
): Promise<void> {
  const root = await roots.hold(layers, signal);
  try {
    const found = resolve(layeredTree([root.path]), confinePath(path), { followLast: true });
    if (found.kind !== 'found') {
      throw new SandboxError('MOUNT_SOURCE_NOT_FOUND', `mount source ${JSON.stringify(path)}: not found`, {
        data: { source: path },
      });
    }
    await workers.run('copy', { from: join(root.path, found.path), to }, signal);
  } finally {
    root.release();
  }
}

/** What only drivers with namespaces can do. */
export function limit(what: string): SandboxError {
  return new SandboxError('DRIVER_LIMIT', `the driver chroot cannot ${what}`, {
    hint: 'choose another driver; `strake doctor` says what each needs',
  });
}
