import { closeSync, existsSync, mkdirSync, openSync, rmdirSync } from 'node:fs';
import { hasCode } from '../syscalls/libc.ts';
import { tryLock } from '../syscalls/file.ts';

/**
 * Makes the control group `directory`, and holds it until the descriptor is closed: between two processes it is as empty as
 * that of a dead session.
 */
export function claimGroup(directory: string): number {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (;;) {
    // Who sweeps may have taken the new one for an old one.
    mkdirSync(directory, { recursive: true });
    const fd = lockGroup(directory);
    if (fd !== undefined && existsSync(directory)) return fd;
    if (fd !== undefined) closeSync(fd);
    Atomics.wait(pause, 0, 0, 1);
  }
}

/** Removes the control group `directory`, unless a session holds it, it has processes, or it is another user's. */
export function removeUnclaimed(directory: string): void {
  const fd = lockGroup(directory);
  if (fd === undefined) return;
  try {
    removeGroup(directory);
  } finally {
    closeSync(fd);
  }
}

/** False when it is there still. */
export function removeGroup(directory: string): boolean {
  try {
    rmdirSync(directory);
    return true;
  } catch {
    return !existsSync(directory);
  }
}

/** The kernel lets go of the lock however the holder ends, in whatever pid namespace it was. */
function lockGroup(directory: string): number | undefined {
  let fd: number;
  try {
    fd = openSync(directory, 'r');
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'EACCES')) return undefined;
    throw error;
  }
  if (tryLock(fd, 'exclusive')) return fd;
  closeSync(fd);
  return undefined;
}
