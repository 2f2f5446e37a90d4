import type { Digest } from '@strake/core';
import { ContextFile } from './context-file.ts';
import { PORTION_BYTES, PORTION_FILES, portionMemory, type PortionMemory, type PortionTask } from './portion.ts';
import type { PortionReader } from './portion-threads.ts';
import { STATUS_WORDS } from './status.ts';

/** A file that was read ahead. */
export interface FileAhead {
  /** Until the next file is taken. */
  readonly bytes: Uint8Array;
  readonly digest: () => Digest;
  /** Milliseconds since 1970, when reading began or before. */
  readonly at: number;
}

/** Has small files read by others, as `ReadAhead` says. */
export interface FilesAhead {
  add(files: readonly ContextFile[]): void;
  /** As of `ReadAhead`. */
  take(file: ContextFile): FileAhead | undefined;
  /** Lets the readers end. */
  end(): void;
}

/** Portions that are read, or wait for it. */
const PORTIONS = 8;
/** Milliseconds that one file is waited for, before whoever needs it reads it: that may say what is wrong. */
const PATIENCE = 2000;

interface Portion {
  readonly files: readonly ContextFile[];
  readonly memory: PortionMemory;
  readonly serial: number;
  /** Whether nobody reads it ahead: it was needed before one began. */
  isLeft: boolean;
  /** Whether what reads it is not waited for any more. */
  isLost: boolean;
}

/** Where a file is in a portion. */
interface Place {
  readonly portion: Portion;
  readonly position: number;
  readonly start: number;
}

/** `root`: as of the context. `readers`: one at least. */
export function createFilesAhead(root: string, readers: readonly PortionReader[]): FilesAhead {
  const files: ContextFile[] = [];
  const portions: Portion[] = [];
  const places = new Map<ContextFile, Place>();
  const spare: PortionMemory[] = [];
  let next = 0;
  let serial = 0;

  const send = (): void => {
    while (portions.length < PORTIONS && next < files.length) {
      const count = portionFrom(files, next);
      const memory = spare.pop() ?? portionMemory();
      const portion = {
        files: files.slice(next, next + count),
        memory,
        serial: ++serial,
        isLeft: false,
        isLost: false,
      };
      next += count;
      memory.reset(portion.serial);
      locate(portion, places);
      portions.push(portion);
      readers[portion.serial % readers.length]?.read(taskOf(root, portion));
    }
    if (next === files.length) next = files.length = 0;
  };
  const release = (current: Portion): void => {
    for (let first = portions[0]; first && first !== current; first = portions[0]) {
      portions.shift();
      for (const file of first.files) places.delete(file);
      // What somebody may still write to is not used again.
      if (first.memory.claim(first.serial) || first.isLeft || first.memory.count() === first.files.length)
        spare.push(first.memory);
    }
    send();
  };
  return {
    add(more) {
      files.push(...more.filter((file) => file.size <= PORTION_BYTES && ContextFile.isOpenable(file)));
      send();
    },
    take(file) {
      const place = places.get(file);
      if (!place) return undefined;
      release(place.portion);
      return isRead(place) ? fileAt(place, file.size) : undefined;
    },
    end() {
      for (const { memory, serial: of } of portions) memory.claim(of);
      for (const reader of readers) reader.end();
    },
  };
}

/** How many of the files, from the one at `first`, are a portion. */
function portionFrom(files: readonly ContextFile[], first: number): number {
  let count = 0;
  let room = PORTION_BYTES;
  for (; count < PORTION_FILES && first + count < files.length; count += 1) {
    room -= files[first + count]?.size ?? 0;
    if (room < 0) break;
  }
  return count;
}

function locate(portion: Portion, places: Map<ContextFile, Place>): void {
  let start = 0;
  for (const [position, file] of portion.files.entries()) {
    places.set(file, { portion, position, start });
    start += file.size;
  }
}

function taskOf(root: string, { files, memory, serial }: Portion): PortionTask {
  const statuses = new BigUint64Array(files.length * STATUS_WORDS);
  for (const [i, file] of files.entries()) statuses.set(ContextFile.statusOf(file), i * STATUS_WORDS);
  return { root, paths: files.map(({ path }) => path).join('\0'), statuses, memory: memory.shared, serial };
}

/** Waits for a file that is being read. What nobody has begun with is faster read by whoever needs it now. */
function isRead({ portion, position }: Place): boolean {
  const { memory, serial } = portion;
  portion.isLeft ||= memory.claim(serial);
  if (portion.isLeft || portion.isLost) return false;
  for (let count = memory.count(); count <= position && !portion.isLost; count = memory.count())
    portion.isLost = !memory.wait(count, PATIENCE);
  return !portion.isLost && memory.verdicts[position] === 1;
}

function fileAt({ portion: { memory }, position, start }: Place, size: number): FileAhead {
  return {
    bytes: memory.bytes.subarray(start, start + size),
    digest: () => `sha256:${memory.digest(position).toString('hex')}`,
    at: memory.began[0] ?? 0,
  };
}
