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

/** /etc/passwd and /etc/group of a root file system. Throws `RUN_USER_INVALID` when one is no regular file or too big. */
export function readAccounts(root: string): Accounts {
  return { passwd: readConfined(root, PASSWD), group: readConfined(root, 'etc/group') };
}

/** /etc/passwd as a command sees it: `mounts` may cover that of the root file system (`accounts`), or its directory. */
export function mountedPasswd(accounts: Accounts, mounts: readonly JobMount[]): string {
  const covering = mounts.findLast(({ target }) => isWithin(PASSWD, confinePath(target)));
  if (covering === undefined) return accounts.passwd;
  if (covering.kind === 'tmpfs') return '';
  const { source, target, directory } = covering;
  if (directory) return readConfined(source, PASSWD.slice(confinePath(target).length + 1));
  return readConfined(dirname(source), basename(source));
}

/** Opened without waiting, for it may be a fifo, and looked at by descriptor. */
function readConfined(root: string, path: EntryPath): string {
  const found = resolve(layeredTree([root]), path, { followLast: true });
  if (found.kind !== 'found') return '';
  const fd = openRegular(join(root, found.path));
  if (fd === undefined) throw invalid(path, 'not a regular file');
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile()) throw invalid(path, 'not a regular file');
    if (stat.size > LARGEST) throw invalid(path, `larger than ${LARGEST} bytes`);
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

function invalid(path: EntryPath, reason: string): SandboxError {
  return new SandboxError('RUN_USER_INVALID', `/${path} of the image is ${reason}`);
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
