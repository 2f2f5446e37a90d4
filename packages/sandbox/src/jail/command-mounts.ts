import { isWithin } from '@strake/oci';
import { deviceMounts } from '../devices/device-mounts.ts';
import { SandboxError } from '../error.ts';
import { hostsFile } from '../runtime/hosts-file.ts';
import type { JobMount } from '../runtime/job.ts';
import type { PlacedMount } from '../runtime/mounts/mounted-tree.ts';
import type { MemoryFiles } from '../runtime/mounts/memory-files.ts';
import { isCovered } from '../runtime/mounts/order.ts';
import type { PreparedMounts } from '../runtime/mounts/prepare.ts';
import { SYSTEM_TARGETS } from '../runtime/system-mounts.ts';
import type { MountTarget } from '../snapshot/stubs.ts';
import type { WireSpec } from './protocol.ts';
import type { JailSnapshot } from './snapshots.ts';

/** Where the system's own mounts are. */
export const COVERED: readonly string[] = SYSTEM_TARGETS.directories.map((path) => `/${path}`);

/** /etc/hosts and /etc/resolv.conf, unless a mount of the command covers them. */
export function systemFiles(
  files: MemoryFiles,
  { mounts, hostname, extraHosts }: WireSpec,
  resolvConf: string,
): PreparedMounts {
  const targets = mounts.map(({ target }) => target);
  const contents = [hostsFile(hostname, extraHosts), resolvConf];
  const made = SYSTEM_TARGETS.files.flatMap((path, index) => {
    if (isCovered(path, targets)) return [];
    const file = files.write(contents[index] ?? '', { mode: 0o644, uid: 0, gid: 0 });
    const { source, flags } = file;
    return [{ file, mount: { kind: 'bind' as const, source, target: `/${path}`, directory: false, flags } }];
  });
  return {
    mounts: made.map(({ mount }) => mount),
    release: () => made.forEach(({ file }) => file.remove()),
  };
}

/** What an image has in the place of a system directory would lead the system's own mounts elsewhere. */
export function refuseLinks(tree: JailSnapshot['tree']): void {
  for (const path of SYSTEM_TARGETS.directories) {
    const entry = tree.get(path);
    if (entry === undefined || entry.type === 'directory') continue;
    throw new SandboxError('RUN_FAILED', `/${path} of the image is no directory`, { data: { path } });
  }
}

/** Where nothing of the system or the command is mounted. */
export function devicesOf({ trees }: JailSnapshot, mounts: readonly JobMount[]): readonly JobMount[] {
  const targets = [...COVERED, ...mounts.map(({ target }) => target)];
  return deviceMounts(trees, (path) => isCovered(path, targets));
}

/** What must be there to mount onto; what lies inside another mount is made there. */
export function targetsOf(placed: readonly PlacedMount[]): readonly MountTarget[] {
  const own = placed.filter(({ path }, index) => !placed.slice(0, index).some((outer) => isWithin(path, outer.path)));
  return [
    ...SYSTEM_TARGETS.directories.map((path) => ({ path, directory: true })),
    ...own.map(({ path, mount }) => ({
      path,
      ...(mount.kind === 'tmpfs' ? { directory: true, mode: mount.mode } : { directory: mount.directory }),
    })),
  ];
}
