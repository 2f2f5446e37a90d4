import { fchownSync } from 'node:fs';
import { chdir } from '../../syscalls/file.ts';
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
  chdir(launch.cwd);
  process.umask(0o022);
  for (const fd of [1, 2]) if (uid !== 0) fchownSync(fd, uid, gid);
  if (launch.filter !== undefined) install(Buffer.from(launch.filter, 'base64'));
  const capabilities = new Set(launch.capabilities);
  limitCapabilities(capabilities);
  if (launch.setGroups) becomeUser(launch, capabilities);
  resetSignals();
  closeOthersOnExec();
  for (const fd of [0, 1, 2]) keepOnExec(fd);
}
