import { openSync } from 'node:fs';
import { tryLock } from './file.ts';

/**
 * Opens and locks a file, for what takes short: who waits does nothing else meanwhile. Closing the descriptor lets go, and so
 * does the process's end.
 */
export function lockFile(path: string): number {
  const fd = openSync(path, 'a', 0o600);
  const pause = new Int32Array(new SharedArrayBuffer(4));
  while (!tryLock(fd, 'exclusive')) Atomics.wait(pause, 0, 0, 5);
  return fd;
}
