import { readFileSync } from 'node:fs';
import { checked, declare, tolerating } from './libc.ts';
import { syscallNumbers } from './numbers.ts';

/** Flags of mount(2); the first four are those of mount_setattr(2) too. */
export const MountFlag = {
  readonly: 0x1,
  nosuid: 0x2,
  nodev: 0x4,
  noexec: 0x8,
  remount: 0x20,
  bind: 0x1000,
  recursive: 0x4000,
  private: 0x40000,
} as const;

/** Flag of umount2(2): unmount once nothing uses it. */
const DETACH = 2;
/** Constants of mount_setattr(2). */
const AT_FDCWD = -100;
const AT_RECURSIVE = 0x8000;
const ATTRIBUTES_SIZE = 32;
/** Mounts on top of each other take a round each. */
const ROUNDS = 16;

const cMount = declare('int mount(const char*, const char*, const char*, unsigned long, const char*)');
const cUmount = declare('int umount2(const char*, int)');
const cSyscallPaths = declare('long syscall(long, const char*, const char*, long)');
const cSyscallAttr = declare('long syscall(long, long, const char*, unsigned long, void*, size_t)');

export interface MountRequest {
  readonly source: string;
  readonly target: string;
  readonly type?: string;
  readonly flags?: number;
  readonly data?: string;
}

/** mount(2). Throws a `SyscallError`. */
export function mount({ source, target, type, flags = 0, data }: MountRequest): void {
  checked(cMount(source, target, type ?? null, flags, data ?? null), `mount ${type ?? 'bind'}`, target);
}

/** A bind mount with all that is mounted below its source. It has the flags of its source. */
export function bind(source: string, target: string): void {
  mount({ source, target, flags: MountFlag.bind | MountFlag.recursive });
}

/** Unmounts and does not wait for users. What is no mount point is left alone. */
export function detach(target: string): void {
  tolerating(cUmount(target, DETACH), ['EINVAL', 'ENOENT'], 'umount', target);
}

/** Unmounts everything below `directory`, of this mount namespace. */
export function detachBelow(directory: string): void {
  for (let round = 0; round < ROUNDS; round += 1) {
    const below = mountPoints().filter((path) => path.startsWith(`${directory}/`));
    if (below.length === 0) return;
    for (const path of below.toReversed()) detach(path);
  }
  throw new Error(`mounts below ${directory} do not go`);
}

/** Field 5 of each line of proc(5)'s mountinfo, in the order of mounting. */
function mountPoints(): readonly string[] {
  return readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split(' ')[4] ?? '')
    .map((path) => path.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8))));
}

/** Adds flags (`readonly`, `nosuid`, `nodev`, `noexec`) to every mount at and below `target`. Needs Linux 5.12. */
export function restrictTree(target: string, flags: number): void {
  restrictMount(target, flags, AT_RECURSIVE);
}

/** Adds flags to the mount at `target` alone. Needs Linux 5.12. */
export function restrict(target: string, flags: number): void {
  restrictMount(target, flags, 0);
}

function restrictMount(target: string, flags: number, how: number): void {
  const attributes = Buffer.alloc(ATTRIBUTES_SIZE);
  attributes.writeBigUInt64LE(BigInt(flags), 0);
  const { mountSetattr } = syscallNumbers();
  const result = cSyscallAttr(mountSetattr, AT_FDCWD, target, how, attributes, attributes.length);
  checked(result, 'mount_setattr', target);
}

export function pivotRoot(newRoot: string, putOld: string): void {
  checked(cSyscallPaths(syscallNumbers().pivotRoot, newRoot, putOld, 0), 'pivot_root', newRoot);
}
