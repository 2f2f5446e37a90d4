import { fchownSync } from 'node:fs';
import { executeCommand } from '../runtime/unshare/execute.ts';
import type { Launch } from '../runtime/unshare/launch.ts';
import { chdir, chroot } from '../syscalls/file.ts';
import { hasCode } from '../syscalls/libc.ts';
import {
  becomeUser,
  closeOthersOnExec,
  dieWithParent,
  installFilter,
  keepOnExec,
  limitCapabilities,
  resetSignals,
  setLimit,
} from '../syscalls/process.ts';

/** All that a launcher needs to become the command: JSON. */
export type ChrootLaunch = Pick<
  Launch,
  'rootfs' | 'args' | 'env' | 'cwd' | 'uid' | 'gid' | 'groups' | 'limits' | 'capabilities' | 'filter'
>;

let step = 'start';

/** What `launchInRoot` was doing last. */
export function stepOf(): string {
  return step;
}

/** Becomes the command. Returns only by throwing. */
export function launchInRoot(launch: ChrootLaunch): never {
  const { uid, gid } = launch;
  step = 'root';
  dieWithParent();
  chroot(launch.rootfs);
  chdir('/');
  step = 'user';
  for (const { resource, soft, hard } of launch.limits) setLimit(resource, BigInt(soft), BigInt(hard));
  chdir(launch.cwd);
  process.umask(0o022);
  for (const fd of [1, 2]) if (uid !== 0) fchownSync(fd, uid, gid);
  if (launch.filter !== undefined) filterCalls(launch.filter);
  const capabilities = new Set(launch.capabilities);
  limitCapabilities(capabilities);
  becomeUser(launch, capabilities);
  resetSignals();
  closeOthersOnExec();
  for (const fd of [0, 1, 2]) keepOnExec(fd);
  step = 'exec';
  throw new Error(executeCommand(launch.args, launch.env));
}

/** Where this process may not, the filter of the container around it holds: with no_new_privs it could, and sudo not. */
function filterCalls(filter: string): void {
  try {
    installFilter(Buffer.from(filter, 'base64'));
  } catch (error) {
    if (!hasCode(error, 'EACCES')) throw error;
  }
}
