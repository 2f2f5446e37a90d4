import { closeSync, openSync, readSync } from 'node:fs';
import { ifThere } from './disk-error.ts';

/** Bytes that are read at a time. */
const WINDOW = 256 * 1024;

/** Small pieces of files that do not change: mostly those behind each other. */
export interface FileWindow {
  /**
   * The bytes of the file from `start` up to but excluding `end`, which nobody changes. Undefined when they are many, when
   * the file ends before, or when it is not there.
   */
  read(path: string, start: number, end: number): Uint8Array | undefined;
}

/** Holds no file open. With `reuse`, what was read before may be changed when something else is read. */
export function createFileWindow({ reuse = false }: { readonly reuse?: boolean } = {}): FileWindow {
  let memory = new Uint8Array();
  let at = { path: '', start: 0, end: 0 };
  return {
    read: (path, start, end) => {
      if (end - start > WINDOW) return undefined;
      if (path !== at.path || start < at.start || end > at.end) {
        // Others may still look at what was read before.
        if (!reuse || memory.byteLength === 0) memory = Buffer.allocUnsafeSlow(WINDOW);
        // Until it is filled, for that may fail, it holds nothing.
        at = { path: '', start: 0, end: 0 };
        at = { path, start, end: start + fill(memory, path, start) };
      }
      return end > at.end ? undefined : memory.subarray(start - at.start, end - at.start);
    },
  };
}

/** How many bytes there are, up to a window full. */
function fill(memory: Uint8Array, path: string, start: number): number {
  const file = ifThere(() => openSync(path, 'r'));
  if (file === undefined) return 0;
  try {
    return readSync(file, memory, 0, memory.byteLength, start);
  } finally {
    closeSync(file);
  }
}
