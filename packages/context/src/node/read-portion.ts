import type { Buffer } from 'node:buffer';
import { hash } from 'node:crypto';
import { type FileStamp, stampOf } from './file-stamp.ts';
import { portionMemory, type PortionTask } from './portion.ts';
import { readSmallFile, type SeenFile } from './read-file.ts';
import { readStatus, STATUS_WORDS } from './status.ts';

/** Reads a portion's files, unless somebody else has taken them over. */
export function readPortion({ root, paths, statuses, memory: shared, serial }: PortionTask): void {
  const memory = portionMemory(shared);
  if (!memory.claim(serial)) return;
  memory.began[0] = Date.now();
  let start = 0;
  for (const [position, path] of paths.split('\0').entries()) {
    const stamp = stampAt(statuses, position);
    const end = start + Number(stamp.size);
    const file = { root, path, stamp, exposed: false };
    const isRead = readAsSeen(file, memory.bytes.subarray(start, end), memory.digest(position));
    memory.verdicts[position] = isRead ? 1 : 0;
    memory.advance();
    start = end;
  }
}

/** Only files that the walk has looked at are in a portion. */
function stampAt(statuses: BigUint64Array, position: number): FileStamp {
  const status = readStatus(statuses, position * STATUS_WORDS);
  if (typeof status !== 'object') throw new Error('a file to be read has no status');
  return stampOf(status);
}

/** False where the file is another by now, or cannot be read: whoever needs it tries again, and says what is wrong. */
function readAsSeen(file: SeenFile, memory: Buffer, digest: Buffer): boolean {
  try {
    digest.write(hash('sha256', readSmallFile(file, memory), 'hex'), 'hex');
    return true;
  } catch {
    return false;
  }
}
