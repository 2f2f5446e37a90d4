import { existsSync, fchownSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { chdir } from '../../syscalls/file.ts';
import { hasCode } from '../../syscalls/libc.ts';
import {
  becomeUser,
  closeOthersOnExec,
  keepOnExec,
  limitCapabilities,
  resetSignals,
  setLimit,
} from '../../syscalls/process.ts';
import type { Launch } from './launch.ts';

export type Confinement = Pick<
  Launch,
  'cwd' | 'uid' | 'gid' | 'groups' | 'limits' | 'capabilities' | 'filter' | 'setGroups'
>;

/**
 * The last a launcher does before exec: gives up what the command must not have. The filter comes before capabilities, for
 * it needs one of them; `install` is given its program.
 */
export function confine(launch: Confinement, install: (program: Uint8Array) => void): void {
  const { uid, gid } = launch;
  for (const { resource, soft, hard } of launch.limits) setLimit(resource, BigInt(soft), BigInt(hard));
  process.umask(0o022);
  enter(launch.cwd);
  for (const fd of [1, 2]) if (uid !== 0) fchownSync(fd, uid, gid);
  if (launch.filter !== undefined) install(Buffer.from(launch.filter, 'base64'));
  const capabilities = new Set(launch.capabilities);
  limitCapabilities(capabilities);
  if (launch.setGroups) becomeUser(launch, capabilities);
  resetSignals();
  closeOthersOnExec();
  for (const fd of [0, 1, 2]) keepOnExec(fd);
}

/** What a mount has covered is made anew in it, as Docker's runtime does. */
function enter(cwd: string): void {
  try {
    chdir(cwd);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
    makeDirectory(cwd);
    chdir(cwd);
  }
}

/** With its parents. Node's own way never ends below a directory of /proc, where nothing can be made. */
function makeDirectory(path: string): void {
  if (existsSync(path)) return;
  makeDirectory(dirname(path));
  mkdirSync(path, { mode: 0o755 });
}
