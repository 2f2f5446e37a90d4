import { confinePath, type EntryPath, isWithin, resolve } from '@strake/oci';
import { SandboxError } from '../../error.ts';
import { layeredTree } from '../../snapshot/layered.ts';
import type { Job, JobMount } from '../job.ts';

/** Made by bwrap; `/proc/self/fd/N` leads out of them while it still has the host's root open (as in CVE-2024-21626). */
const MADE = ['proc', 'sys', 'dev'];

/**
 * The working directory of a job as a path without links. Throws `DRIVER_LIMIT` where bwrap cannot be trusted to enter it:
 * below what it makes itself, and inside writable mounts, where others may put a link meanwhile. `RUN_CWD_INVALID` when it
 * is none.
 */
export function workingDirectory({ rootfs, cwd, mounts }: Job): string {
  const found = resolve(layeredTree([rootfs]), confinePath(cwd), { followLast: true });
  if (found.kind !== 'found' || found.entry.type !== 'directory') {
    throw new SandboxError('RUN_CWD_INVALID', `${cwd} is no directory`, { data: { cwd } });
  }
  const { path } = found.entry;
  if (!isMade(path) && !mounts.some((mount) => isInside(path, mount))) return `/${path}`;
  throw new SandboxError('DRIVER_LIMIT', `bwrap cannot start a command in ${cwd}`, {
    hint: 'change to it in the command, or choose another driver: --driver unshare',
    data: { cwd },
  });
}

function isInside(path: EntryPath, mount: JobMount): boolean {
  const target = confinePath(mount.target);
  const frozen = mount.kind === 'bind' ? mount.flags.includes('ro') : mount.readonly;
  return !frozen && path !== target && isWithin(path, target);
}

function isMade(path: EntryPath): boolean {
  return MADE.some((directory) => isWithin(path, directory));
}
