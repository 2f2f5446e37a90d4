import { confinePath, type EntryPath, isWithin } from '@strake/oci';
import { SandboxError } from '../../error.ts';

/**
 * Mounts in the order in which they must be made: what is nearer to the root first, so that none hides one made before;
 * of equal depth as written; of those with one target the last alone, as in BuildKit. Throws `MOUNT_TARGET_INVALID` for
 * the root itself, and for what is the kernel's in /proc.
 */
export function orderMounts<M extends { readonly target: string }>(mounts: readonly M[]): readonly M[] {
  for (const { target } of mounts) {
    const path = confinePath(target);
    if (path === '') throw invalidTarget(target, 'mount onto a directory or file below /');
    if (isOfKernel(path)) throw invalidTarget(target, 'mount onto a path outside of /proc');
  }
  const last = new Map(mounts.map((mount) => [confinePath(mount.target), mount]));
  const shown = mounts.filter((mount) => last.get(confinePath(mount.target)) === mount);
  return shown.toSorted((a, b) => depth(a.target) - depth(b.target));
}

/** What runc lets mounts cover below /proc: files that say something about the machine, and none that a process acts on. */
const COVERABLE: ReadonlySet<string> = new Set(
  [
    ...['cpuinfo', 'diskstats', 'loadavg', 'meminfo', 'net/dev', 'slabinfo', 'stat', 'swaps', 'uptime'],
    ...['sys/kernel/ns_last_pid', 'sys/crypto/fips_enabled'],
  ].map((name) => `proc/${name}`),
);

/** Whether nothing may be mounted there, for it is the kernel's in /proc. */
export function isOfKernel(path: EntryPath): boolean {
  return isWithin(path, 'proc') && !COVERABLE.has(path);
}

function invalidTarget(target: string, hint: string): SandboxError {
  return new SandboxError('MOUNT_TARGET_INVALID', `invalid mount target ${JSON.stringify(target)}`, { hint });
}

/** Whether a mount onto one of `targets` covers `path`. */
export function isCovered(path: EntryPath, targets: readonly string[]): boolean {
  return targets.some((target) => isWithin(path, confinePath(target)));
}

function depth(target: string): number {
  return confinePath(target).split('/').length;
}
