import { hash } from 'node:crypto';
import type { EntryPath } from '@strake/oci';
import { stampOf } from './file-stamp.ts';
import { portionMemory, type PortionMemory, type PortionTask } from './portion.ts';
import { readSmallFile } from './read-file.ts';
import { readStatus, STATUS_WORDS } from './status.ts';

/** Reads a portion's files, unless somebody else has taken them over. */
export function readPortion({ root, paths, statuses, memory: shared, serial }: PortionTask): void {
  const memory = portionMemory(shared);
  if (!memory.claim(serial)) return;
  memory.began[0] = Date.now();
  let start = 0;
  for (const [position, path] of paths.split('\0').entries()) {
    const row = position * STATUS_WORDS;
    const end = start + Number(statuses[row + 2]);
    memory.verdicts[position] = readAsSeen(root, path, { memory, statuses, row, position, start, end }) ? 1 : 0;
    memory.advance();
    start = end;
  }
}

interface Where {
  readonly memory: PortionMemory;
  readonly statuses: BigUint64Array;
  readonly row: number;
  readonly position: number;
  readonly start: number;
  readonly end: number;
}

/** False where the file is another by now, or cannot be read: whoever needs it tries again, and says what is wrong. */
function readAsSeen(root: string, path: EntryPath, where: Where): boolean {
  const { memory, statuses, row, position, start, end } = where;
  const status = readStatus(statuses, row);
  if (typeof status !== 'object') return false;
  try {
    const file = { root, path, stamp: stampOf(status), exposed: false };
    const bytes = readSmallFile(file, memory.bytes.subarray(start, end));
    memory.digest(position).write(hash('sha256', bytes, 'hex'), 'hex');
    return true;
  } catch {
    return false;
  }
}
