import { chownSync, closeSync, constants, fstatSync, mkdirSync, openSync, readSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type EntryPath, confinePath, isWithin, parentPath, resolve } from '@strake/oci';
import { SandboxError } from '../error.ts';
import { layeredTree } from '../snapshot/layered.ts';
import { hasCode } from '../syscalls/libc.ts';
import type { JobMount } from './job.ts';
import type { Accounts, ResolvedUser } from './user.ts';

/** Bound on a passwd or group file, as BuildKit has it. */
const LARGEST = 10 * 1024 * 1024;
const PASSWD = 'etc/passwd';
const GROUP = 'etc/group';

/**
 * /etc/passwd and /etc/group of a root file system, read when they are first asked for: a user may need neither. Throw
 * `RUN_USER_INVALID` for what is no regular file or too big.
 */
export function readAccounts(root: string): Accounts {
  let passwd: string | undefined;
  let group: string | undefined;
  return {
    passwd: () => (passwd ??= readConfined(root, PASSWD)),
    group: () => (group ??= readConfined(root, GROUP)),
  };
}

/**
 * /etc/passwd as a command sees it: `mounts` may cover that of the root file system (`accounts`), or its directory. Empty
 * where it cannot be read.
 */
export function mountedPasswd(accounts: Accounts, mounts: readonly JobMount[]): string {
  try {
    return mountedFile(PASSWD, accounts.passwd, mounts);
  } catch (error) {
    if (error instanceof SandboxError) return '';
    throw error;
  }
}

/** Throws `RUN_USER_INVALID` where a command would see a passwd or group file that cannot be read. */
export function refuseUnreadable({ passwd, group }: Accounts, mounts: readonly JobMount[]): void {
  mountedFile(PASSWD, passwd, mounts);
  mountedFile(GROUP, group, mounts);
}

function mountedFile(path: EntryPath, own: () => string, mounts: readonly JobMount[]): string {
  const covering = mounts.findLast(({ target }) => isWithin(path, confinePath(target)));
  if (covering === undefined) return own();
  if (covering.kind === 'tmpfs') return '';
  const { source, target, directory } = covering;
  if (directory) return readConfined(source, path.slice(confinePath(target).length + 1));
  return readConfined(dirname(source), basename(source));
}

/** Opened without waiting, for it may be a fifo, and looked at by descriptor. */
function readConfined(root: string, path: EntryPath): string {
  const found = resolve(layeredTree([root]), path, { followLast: true });
  if (found.kind !== 'found') return '';
  const fd = openRegular(join(root, found.path));
  if (fd === undefined) throw unreadable(path, 'not a regular file');
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile()) throw unreadable(path, 'not a regular file');
    if (stat.size > LARGEST) throw unreadable(path, `larger than ${LARGEST} bytes`);
    const bytes = Buffer.alloc(stat.size);
    return bytes.toString('utf8', 0, readSync(fd, bytes, 0, bytes.length, 0));
  } finally {
    closeSync(fd);
  }
}

function openRegular(path: string): number | undefined {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW | constants.O_NOCTTY);
  } catch (error) {
    if (hasCode(error, 'ENXIO', 'ENODEV', 'EACCES', 'ELOOP')) return undefined;
    throw error;
  }
}

function unreadable(path: EntryPath, reason: string): SandboxError {
  return new SandboxError('RUN_USER_INVALID', `/${path} of the image is ${reason}`, {
    hint: 'give USER as two numbers, uid:gid: nothing is looked up for them',
  });
}

/**
 * Makes a working directory where it is missing, following the image's links inside the root: 0755, the user's, like
 * each of its missing parents. Throws `RUN_CWD_INVALID`.
 */
export function makeWorkingDirectory(root: string, cwd: string, user: ResolvedUser): void {
  const found = resolve(layeredTree([root]), confinePath(cwd), { followLast: true });
  if (found.kind === 'found' && found.entry.type === 'directory') return;
  if (found.kind !== 'missing') {
    throw new SandboxError('RUN_CWD_INVALID', `mkdir ${cwd}: not a directory`, { data: { cwd } });
  }
  makeOwned(root, found.path, user);
}

function makeOwned(root: string, path: EntryPath, { uid, gid }: ResolvedUser): void {
  const host = join(root, path);
  try {
    mkdirSync(host, { mode: 0o755 });
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return;
    if (!hasCode(error, 'ENOENT')) throw cwdError(path, error);
    makeOwned(root, parentPath(path), { uid, gid, groups: [] });
    mkdirSync(host, { mode: 0o755 });
  }
  if (uid !== 0 || gid !== 0) chownSync(host, uid, gid);
}

function cwdError(path: EntryPath, cause: unknown): SandboxError {
  return new SandboxError('RUN_CWD_INVALID', `cannot make the working directory /${path}: ${String(cause)}`, { cause });
}
