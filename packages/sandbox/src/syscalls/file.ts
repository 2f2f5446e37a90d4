import { type CPath, checked, lastError, libc, tolerating } from './libc.ts';
import { syscallNumbers } from './numbers.ts';

const AT_FDCWD = -100;
const AT_SYMLINK_NOFOLLOW = 0x100;
const S_IFCHR = 0o020000;
const S_IFIFO = 0o010000;
/** Linux' bound on a list of attribute names and on one value. */
const XATTR_MAX = 64 * 1024;

const cMknodat = libc.func('long syscall(long, long, const char*, long, long)');
const cUtimensat = libc.func('int utimensat(int, const char*, void*, int)');
const cSet = libc.func('int lsetxattr(const char*, const char*, const void*, size_t, int)');
const cGet = libc.func('long lgetxattr(const char*, const char*, void*, size_t)');
const cList = libc.func('long llistxattr(const char*, void*, size_t)');
const cChroot = libc.func('int chroot(const char*)');
const cChdir = libc.func('int chdir(const char*)');
const cFchdir = libc.func('int fchdir(int)');
const cFlock = libc.func('int flock(int, int)');

const buffer = Buffer.allocUnsafeSlow(XATTR_MAX);
const times = Buffer.alloc(32);

/** A character device 0:0: how overlayfs says "removed". */
export function makeWhiteout(path: CPath): void {
  checked(cMknodat(syscallNumbers().mknodat, AT_FDCWD, path, S_IFCHR, 0) as number, 'mknod', String(path));
}

export function makeFifo(path: CPath, mode = 0o600): void {
  checked(cMknodat(syscallNumbers().mknodat, AT_FDCWD, path, S_IFIFO | mode, 0) as number, 'mknod', String(path));
}

export function makeCharacterDevice(path: CPath, major: number, minor: number): void {
  const device = (major << 8) | minor;
  checked(cMknodat(syscallNumbers().mknodat, AT_FDCWD, path, S_IFCHR | 0o600, device) as number, 'mknod', String(path));
}

/** Sets access and modification time to the nanosecond; a link's own, not its target's. */
export function setTime(path: CPath, seconds: number, nanoseconds: number): void {
  for (const offset of [0, 16]) {
    times.writeBigInt64LE(BigInt(seconds), offset);
    times.writeBigInt64LE(BigInt(nanoseconds), offset + 8);
  }
  checked(cUtimensat(AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW) as number, 'utimensat', String(path));
}

/** Sets an extended attribute of `path` itself; false when the file system or the kernel does not allow this one. */
export function setXattr(path: CPath, name: string, value: Uint8Array): boolean {
  const result = cSet(path, name, Buffer.from(value), value.byteLength, 0) as number;
  return tolerating(result, ['EPERM', 'ENOTSUP', 'EACCES'], `setxattr ${name}`, String(path)) === 0;
}

/** Value of an extended attribute of `path` itself. */
export function getXattr(path: CPath, name: string): Buffer | undefined {
  const size = sizeOf(() => cGet(path, name, buffer, buffer.length) as number, `getxattr ${name}`, path);
  return size === undefined ? undefined : Buffer.from(buffer.subarray(0, size));
}

/** Names of the extended attributes of `path` itself. */
export function listXattrs(path: CPath): readonly string[] {
  const size = sizeOf(() => cList(path, buffer, buffer.length) as number, 'listxattr', path) ?? 0;
  if (size === 0) return [];
  return buffer.toString('latin1', 0, size - 1).split('\0');
}

export function chroot(path: string): void {
  checked(cChroot(path) as number, 'chroot', path);
}

/** Changes the working directory of a process that is about to become another program. */
export function chdir(path: string): void {
  checked(cChdir(path) as number, 'chdir', path);
}

export function fchdir(fd: number): void {
  checked(cFchdir(fd) as number, 'fchdir');
}

/** Takes a lock on an open file without waiting; false when somebody else holds it. Closing the file releases it. */
export function tryLock(fd: number, kind: 'shared' | 'exclusive'): boolean {
  const LOCK_NB = 4;
  const result = cFlock(fd, (kind === 'shared' ? 1 : 2) | LOCK_NB) as number;
  return tolerating(result, ['EAGAIN'], 'flock') === 0;
}

/** Attempts of a call whose error is none of its own. */
const ATTEMPTS = 3;

/**
 * What a call that only reads gives; undefined where there is nothing to read. When `errno` is read it may be another call's
 * already, one that V8 or the allocator made: what is unexpected is asked again.
 */
function sizeOf(call: () => number, name: string, path: CPath): number | undefined {
  for (let attempt = 1; ; attempt += 1) {
    const size = call();
    if (size >= 0) return size;
    const code = lastError();
    if (code === 'ENODATA' || code === 'ENOTSUP') return undefined;
    if (attempt === ATTEMPTS) return checked(size, name, String(path));
  }
}
