import { hasCode } from '../syscalls/libc.ts';
import { detach, mount, MountFlag, restrictTree } from '../syscalls/mount.ts';

/** Where the host's control groups are mounted. */
export const CONTROL_GROUPS = '/sys/fs/cgroup';

/** Covers control groups with nothing: crun refuses hosts that mount both versions, even when it is to use none. */
export function hideControlGroups(directory: string = CONTROL_GROUPS): void {
  const { readonly, nosuid, nodev, noexec } = MountFlag;
  const flags = readonly | nosuid | nodev | noexec;
  ifMounted(() => mount({ source: 'tmpfs', target: directory, type: 'tmpfs', flags, data: 'size=4k,mode=0755' }));
}

/** Makes control groups read-only: runc goes on without them only where it finds that it cannot write. */
export function freezeControlGroups(directory: string = CONTROL_GROUPS): void {
  ifMounted(() => restrictTree(directory, MountFlag.readonly));
}

/** Undoes `hideControlGroups`. */
export function showControlGroups(directory: string = CONTROL_GROUPS): void {
  detach(directory);
}

function ifMounted(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!hasCode(error, 'ENOENT', 'EINVAL')) throw error;
  }
}
