import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, readlinkSync } from 'node:fs';
import { decodeName, type Entry, type EntryPath, resolve } from '@strake/oci';
import { ContextError } from '../error.ts';
import { isGone } from './host-error.ts';
import { hostPath } from './host-path.ts';

/** The entry at `path` below `root` as far as following links needs it: anything but directories and links is a fifo. */
export function entryOnDisk(root: string, path: EntryPath): Entry | undefined {
  const meta = { path, mode: 0, uid: 0, gid: 0, mtime: 0 };
  const host = hostPath(root, path);
  try {
    const stat = lstatSync(host);
    if (stat.isDirectory()) return { ...meta, type: 'directory' };
    if (!stat.isSymbolicLink()) return { ...meta, type: 'fifo' };
    return { ...meta, type: 'symlink', target: decodeName(readlinkSync(host, { encoding: 'buffer' })) };
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

/** Largest Dockerfile or ignore file, in bytes. */
const TEXT_LIMIT = 16 * 1024 * 1024;

/** Text of the regular file that `path` leads to inside `root`; undefined when there is none. */
export function readTextInside(root: string, path: EntryPath): string | undefined {
  const found = resolve({ get: (at) => entryOnDisk(root, at) }, path, { followLast: true });
  if (found.kind !== 'found' || found.entry.type !== 'fifo') return undefined;
  const fd = openSync(hostPath(root, found.path), constants.O_RDONLY | NO_WAIT);
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile()) return undefined;
    if (stat.size > TEXT_LIMIT) throw new ContextError('LIMIT', `${JSON.stringify(path)} is larger than 16 MiB`);
    return decodeName(readFileSync(fd));
  } finally {
    closeSync(fd);
  }
}

const NO_WAIT = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
