import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * A directory with those above it, as `mkdir -p`. Node's own recursive mkdir does not end where the kernel answers ENOENT below a
 * directory that is there, as in /proc.
 */
export function makeDirectories(path: string, mode = 0o777): void {
  try {
    mkdirSync(path, mode);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && statSync(path).isDirectory()) return;
    const parent = dirname(path);
    if (code !== 'ENOENT' || existsSync(parent)) throw error;
    makeDirectories(parent, mode);
    makeDirectories(path, mode);
  }
}
