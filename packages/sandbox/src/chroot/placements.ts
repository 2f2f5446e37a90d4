import {
  closeSync,
  chmodSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { confinePath, type EntryPath, parentPath, resolve } from '@strake/oci';
import { SandboxError } from '../error.ts';
import type { JobMount } from '../runtime/job.ts';
import { layeredTree } from '../snapshot/layered.ts';
import { setTime } from '../syscalls/file.ts';
import { openInRoot, type PlaceInRoot } from '../syscalls/in-root.ts';

const NANO = 1_000_000_000n;

/** Something moved into a root file system, for as long as a command runs. */
interface Placement {
  undo(): void;
}

/**
 * Moves the sources of mounts to their targets in `rootfs`, for where nothing can be mounted; what was there waits in
 * `aside`, a new directory of the same file system. What commands do to moved directories stays in them. Gives what moves
 * all back, as if nothing had been there.
 */
export function placeMounts(rootfs: string, mounts: readonly JobMount[], aside: string): () => void {
  const placed: Placement[] = [];
  const undo = (): void => {
    for (const placement of placed.splice(0).toReversed()) placement.undo();
    rmSync(aside, { recursive: true, force: true });
  };
  mkdirSync(aside, { mode: 0o700 });
  const root = openSync(rootfs, 'r');
  try {
    for (const [index, mount] of mounts.entries())
      placed.push(place({ rootfs, root }, mount, join(aside, String(index))));
    return undo;
  } catch (error) {
    undo();
    throw error;
  } finally {
    closeSync(root);
  }
}

interface Root {
  readonly rootfs: string;
  /** Open. */
  readonly root: number;
}

/** Everything goes through the open directory of the target, so that no link of image or command leads out. */
function place({ rootfs, root }: Root, mount: JobMount, aside: string): Placement {
  const target = withoutLinks(rootfs, mount.target);
  const parents = makeParents({ rootfs, root }, parentPath(target));
  const parent = openParent(root, parentPath(target));
  const path = `${parent.path}/${nameOf(target)}`;
  const time = timeOf(parent.path);
  const covers = lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  if (covers) renameSync(path, aside);
  putThere(mount, path);
  setTimeOf(parent.path, time);
  return {
    undo() {
      const changed = timeOf(parent.path);
      takeAway(mount, path);
      if (covers) renameSync(aside, path);
      setTimeOf(parent.path, changed);
      parent.close();
      for (const made of parents.toReversed()) made.undo();
    },
  };
}

function putThere(mount: JobMount, path: string): void {
  if (mount.kind === 'bind') return move(mount.source, path);
  mkdirSync(path);
  chmodSync(path, mount.mode);
}

/** Back to where it came from, if it still is what came. */
function takeAway(mount: JobMount, path: string): void {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (mount.kind === 'bind' && stat?.isDirectory() === mount.directory && !stat.isSymbolicLink()) {
    return move(path, mount.source);
  }
  rmSync(path, { recursive: true, force: true });
  if (mount.kind !== 'bind') return;
  if (mount.directory) mkdirSync(mount.source);
  else writeFileSync(mount.source, '');
}

function move(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (cause) {
    throw new SandboxError('MOUNT_FAILED', `cannot move ${from} into the root file system: ${String(cause)}`, {
      cause,
      hint: 'with the driver chroot, caches and scratch files must be on the same file system',
    });
  }
}

/** The directories above a target that are missing, made. */
function makeParents({ rootfs, root }: Root, path: EntryPath): readonly Placement[] {
  if (path === '' || lstatSync(join(rootfs, path), { throwIfNoEntry: false }) !== undefined) return [];
  const above = makeParents({ rootfs, root }, parentPath(path));
  const parent = openParent(root, parentPath(path));
  const time = timeOf(parent.path);
  mkdirSync(`${parent.path}/${nameOf(path)}`, { mode: 0o755 });
  setTimeOf(parent.path, time);
  const undo = (): void => {
    const changed = timeOf(parent.path);
    if (removeEmpty(`${parent.path}/${nameOf(path)}`)) setTimeOf(parent.path, changed);
    parent.close();
  };
  return [...above, { undo }];
}

function nameOf(path: EntryPath): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function withoutLinks(rootfs: string, target: string): EntryPath {
  const found = resolve(layeredTree([rootfs]), confinePath(target), { followLast: true });
  if (found.kind === 'found' || found.kind === 'missing') return found.path;
  throw new SandboxError('MOUNT_TARGET_INVALID', `cannot make the mount target ${target}`, { data: { target } });
}

function openParent(root: number, path: EntryPath): PlaceInRoot {
  const parent = openInRoot(root, path);
  if (parent === undefined) throw new Error(`/${path} is gone`);
  return parent;
}

function removeEmpty(directory: string): boolean {
  try {
    rmdirSync(directory);
    return true;
  } catch {
    // The command has put something there, or has removed it: so be it.
    return false;
  }
}

/** Modification time of what an open descriptor stands for. */
function timeOf(path: string): bigint {
  return lstatSync(`${path}/.`, { bigint: true }).mtimeNs;
}

function setTimeOf(path: string, time: bigint): void {
  setTime(`${path}/.`, Number(time / NANO), Number(time % NANO));
}
