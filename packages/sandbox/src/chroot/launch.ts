import { confine } from '../runtime/unshare/confine.ts';
import { executeCommand } from '../runtime/unshare/execute.ts';
import type { Launch } from '../runtime/unshare/launch.ts';
import { chdir, chroot } from '../syscalls/file.ts';
import { hasCode } from '../syscalls/libc.ts';
import { dieWithParent, installFilter } from '../syscalls/process.ts';

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
  step = 'root';
  dieWithParent();
  chroot(launch.rootfs);
  chdir('/');
  step = 'user';
  confine({ ...launch, setGroups: true }, filterCalls);
  step = 'exec';
  throw new Error(executeCommand(launch.args, launch.env));
}

/** Where this process may not, the filter of the container around it holds: with no_new_privs it could, and sudo not. */
function filterCalls(program: Uint8Array): void {
  try {
    installFilter(program);
  } catch (error) {
    if (!hasCode(error, 'EACCES')) throw error;
  }
}
