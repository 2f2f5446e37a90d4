import { readFile, stat } from 'node:fs/promises';

/** A whole file. Refuses named pipes: opening one waits for somebody who writes, and cannot be interrupted. */
export async function readBytes(path: string): Promise<Buffer> {
  // What a shell makes of `<(command)` has its writer.
  const isOpen = path.startsWith('/dev/fd/') || path.startsWith('/proc/');
  if (!isOpen && (await stat(path)).isFIFO()) throw new Error('it is a named pipe');
  return await readFile(path);
}
