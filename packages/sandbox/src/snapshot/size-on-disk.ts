import { lstatSync } from 'node:fs';
import { hasCode } from '../syscalls/libc.ts';
import { hostPath } from './host-path.ts';
import { readNames } from './layered.ts';

/** Of `st_blocks`. */
const BLOCK = 512;
const NONE: ReadonlyMap<string, number> = new Map();

/**
 * Bytes that a file or directory takes. Names of one file count once together; what lies too deep for a path does not count.
 * What `known` has is not measured again.
 */
export function sizeOnDisk(path: string, known: ReadonlyMap<string, number> = NONE): number {
  const measured = known.get(path);
  if (measured !== undefined) return measured;
  try {
    const stat = lstatSync(hostPath(path, ''), { throwIfNoEntry: false });
    if (stat === undefined) return 0;
    const own = stat.blocks * BLOCK;
    if (!stat.isDirectory()) return own / stat.nlink;
    return readNames(path).reduce((sum, name) => sum + sizeOnDisk(`${path}/${name}`, known), own);
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'EACCES', 'ENAMETOOLONG')) return 0;
    throw error;
  }
}
