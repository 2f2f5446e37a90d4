import { closeSync, writeSync } from 'node:fs';
import { hasCode } from '../syscalls/libc.ts';

/**
 * Writes all of `text` to a pipe, which takes 64 KiB at once, and closes it. Who has ended before reading it says why by
 * itself.
 */
export function sendOrders(fd: number, text: string): void {
  const bytes = Buffer.from(text);
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
  } catch (error) {
    if (!hasCode(error, 'EPIPE')) throw error;
  } finally {
    closeSync(fd);
  }
}
