import { checked, type CPath, declare, tolerating } from './libc.ts';
import { syscallNumbers } from './numbers.ts';

const AT_FDCWD = -100;
const AT_SYMLINK_NOFOLLOW = 0x100;
const S_IFCHR = 0o020000;
const S_IFIFO = 0o010000;
/** Linux' bound on a list of attribute names and on one value. */
const XATTR_MAX = 64 * 1024;

const cMknodat = declare('long syscall(long, long, const char*, long, long)');
const cUtimensat = declare('int utimensat(int, const char*, void*, int)');
const cSet = declare('int lsetxattr(const char*, const char*, const void*, size_t, int)');
const cGet = declare('long lgetxattr(const char*, const char*, void*, size_t)');
const cList = declare('long llistxattr(const char*, void*, size_t)');
const cChroot = declare('int chroot(const char*)');
const cChdir = declare('int chdir(const char*)');
const cFchdir = declare('int fchdir(int)');
const cRenameat = declare('int renameat(int, const char*, int, const char*)');
const cFlock = declare('int flock(int, int)');

const buffer = Buffer.allocUnsafeSlow(XATTR_MAX);
const times = Buffer.alloc(32);

/** A character device 0:0: how overlayfs says "removed". */
export function makeWhiteout(path: CPath): void {
  checked(cMknodat(syscallNumbers().mknodat, AT_FDCWD, path, S_IFCHR, 0), 'mknod', String(path));
}

export function makeFifo(path: CPath, mode = 0o600): void {
  checked(cMknodat(syscallNumbers().mknodat, AT_FDCWD, path, S_IFIFO | mode, 0), 'mknod', String(path));
}

export function makeCharacterDevice(path: CPath, major: number, minor: number): void {
  const device = (major << 8) | minor;
  checked(cMknodat(syscallNumbers().mknodat, AT_FDCWD, path, S_IFCHR | 0o600, device), 'mknod', String(path));
}

/** Sets access and modification time to the nanosecond; a link's own, not its target's. */
export function setTime(path: CPath, seconds: number, nanoseconds: number): void {
  for (const offset of [0, 16]) {
    times.writeBigInt64LE(BigInt(seconds), offset);
    times.writeBigInt64LE(BigInt(nanoseconds), offset + 8);
  }
  checked(cUtimensat(AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW), 'utimensat', String(path));
}

/** Sets an extended attribute of `path` itself; false when the file system or the kernel does not allow this one. */
export function setXattr(path: CPath, name: string, value: Uint8Array): boolean {
  const result = cSet(path, name, Buffer.from(value), value.byteLength, 0);
  return tolerating(result, ['EPERM', 'ENOTSUP', 'EACCES'], `setxattr ${name}`, String(path)) === 0;
}

/** Value of an extended attribute of `path` itself. */
export function getXattr(path: CPath, name: string): Buffer | undefined {
  const size = sizeOf(cGet(path, name, buffer, buffer.length), `getxattr ${name}`, path);
  return size === undefined ? undefined : Buffer.from(buffer.subarray(0, size));
}

/** Names of the extended attributes of `path` itself. */
export function listXattrs(path: CPath): readonly string[] {
  const size = sizeOf(cList(path, buffer, buffer.length), 'listxattr', path) ?? 0;
  if (size === 0) return [];
  return buffer.toString('latin1', 0, size - 1).split('\0');
}

/** Moves `name` of the open directory `from` to `path`, on the same file system. */
export function moveFrom(from: number, name: string, path: CPath): void {
  checked(cRenameat(from, name, AT_FDCWD, path), 'renameat', String(path));
}

export function chroot(path: string): void {
  checked(cChroot(path), 'chroot', path);
}

/** Changes the working directory of a process that is about to become another program. */
export function chdir(path: string): void {
  checked(cChdir(path), 'chdir', path);
}

export function fchdir(fd: number): void {
  checked(cFchdir(fd), 'fchdir');
}

/** Takes a lock on an open file without waiting; false when somebody else holds it. Closing the file releases it. */
export function tryLock(fd: number, kind: 'shared' | 'exclusive'): boolean {
  const LOCK_NB = 4;
  const result = cFlock(fd, (kind === 'shared' ? 1 : 2) | LOCK_NB);
  return tolerating(result, ['EAGAIN'], 'flock') === 0;
}

/** What a call that reads gives; undefined where there is nothing to read. */
function sizeOf(size: number, name: string, path: CPath): number | undefined {
  return tolerating(size, ['ENODATA', 'ENOTSUP'], name, String(path)) < 0 ? undefined : size;
}
