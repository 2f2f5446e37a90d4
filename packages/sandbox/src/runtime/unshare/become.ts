import { closeSync, fchownSync, openSync } from 'node:fs';
import { bringUpLoopback } from '../../syscalls/network.ts';
import { fchdir } from '../../syscalls/file.ts';
import { detach, pivotRoot } from '../../syscalls/mount.ts';
import {
  becomeUser,
  closeOthersOnExec,
  installFilter,
  keepOnExec,
  limitCapabilities,
  NamespaceFlag,
  resetSignals,
  setHostname,
  setLimit,
  unshare,
} from '../../syscalls/process.ts';
import { executeCommand } from './execute.ts';
import type { Launch } from './launch.ts';
import { mountJob, mountSystem, protect } from './mount-root.ts';

let step = 'start';

/** What `execLaunch` was doing last. */
export function stepOf(): string {
  return step;
}

/** Becomes the command. Returns only by throwing. The caller is the first process of its pid namespace. */
export function execLaunch(launch: Launch): never {
  step = 'namespaces';
  enterNamespaces(launch);
  step = 'root';
  const outside = enterRoot(launch.rootfs);
  step = 'mounts';
  mountSystem(launch);
  mountJob(launch.mounts);
  protect(launch);
  leaveOutside(outside);
  step = 'user';
  confine(launch);
  step = 'exec';
  throw new Error(executeCommand(launch.args, launch.env));
}

function enterNamespaces({ hostname, ownNetwork }: Launch): void {
  const { mount, ipc, uts, network } = NamespaceFlag;
  unshare(mount | ipc | uts | (ownNetwork ? network : 0));
  setHostname(hostname);
  if (ownNetwork) bringUpLoopback();
}

/**
 * Makes `rootfs` the root and gives a descriptor of the old one, which becomes the working directory: from there the
 * sources of mounts are found by relative paths, while targets are looked up in the new root, out of which no link of
 * the image leads.
 */
function enterRoot(rootfs: string): number {
  const outside = openSync('/', 'r');
  process.chdir(rootfs);
  pivotRoot('.', '.');
  fchdir(outside);
  return outside;
}

function leaveOutside(outside: number): void {
  detach('.');
  closeSync(outside);
  process.chdir('/');
}

/** Gives up what the command must not have. The filter comes first: it needs a capability that goes next. */
function confine(launch: Launch): void {
  const { uid, gid, groups } = launch;
  for (const { resource, soft, hard } of launch.limits) setLimit(resource, BigInt(soft), BigInt(hard));
  process.chdir(launch.cwd);
  process.umask(0o022);
  for (const fd of [1, 2]) if (uid !== 0) fchownSync(fd, uid, gid);
  if (launch.filter !== undefined) installFilter(Buffer.from(launch.filter, 'base64'));
  limitCapabilities(new Set(launch.capabilities));
  if (launch.setGroups) becomeUser(uid, gid, groups);
  resetSignals();
  closeOthersOnExec();
  for (const fd of [0, 1, 2]) keepOnExec(fd);
}
