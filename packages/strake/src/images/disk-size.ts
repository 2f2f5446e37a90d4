import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The unit in which a file takes room on most disks. */
export const DISK_BLOCK = 4096;
/** Of `st_blocks`. */
const BLOCK = 512;

/** What a file of so many bytes takes on disk. */
export function onDisk(bytes: number): number {
  return Math.ceil(bytes / DISK_BLOCK) * DISK_BLOCK;
}

/** Bytes that a file or directory takes on disk; what is gone meanwhile, or not this user's to look into, takes none. */
export function diskSize(path: string): number {
  return sizeOf(path, (own) => readdirSync(path).reduce((sum, name) => sum + diskSize(join(path, name)), own));
}

/** The same of a directory without what is in it. */
export function ownDiskSize(path: string): number {
  return sizeOf(path, (own) => own);
}

function sizeOf(path: string, ofDirectory: (own: number) => number): number {
  try {
    const stat = lstatSync(path);
    const own = stat.blocks * BLOCK;
    return stat.isDirectory() ? ofDirectory(own) : own / stat.nlink;
  } catch (error) {
    if (['ENOENT', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) return 0;
    throw error;
  }
}
