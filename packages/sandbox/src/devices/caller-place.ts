import { closeSync, constants, lstatSync, openSync } from 'node:fs';
import { cPath, hostPath } from '../snapshot/host-path.ts';
import { openInRoot } from '../syscalls/in-root.ts';

/** What a path of a caller names, in an open directory: no link of an image leads elsewhere meanwhile. */
export interface CallerPlace {
  /** For calls that follow no link in the end. */
  readonly file: string | Buffer;
  /** The directory that has it. */
  readonly directory: string;
  close(): void;
}

/** `path` with a last name, which need not exist, inside the open directory `root`. Absent: its directory is missing. */
export function openCallerPlace(root: number, path: string): CallerPlace | undefined {
  const name = lastNameOf(path);
  const parent = openInRoot(root, cPath(hostPath('.', path.slice(0, path.length - name.length))));
  if (parent === undefined) return undefined;
  return { file: hostPath(parent.path, name), directory: parent.path, close: () => parent.close() };
}

/** Whether it is a bound device. Nodes of devices are nowhere else: nobody in a user namespace can make one. */
export function isDevice({ file }: CallerPlace): boolean {
  return lstatSync(file, { throwIfNoEntry: false })?.isCharacterDevice() ?? false;
}

/** What follows the last slash. */
export function lastNameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Does `work` with the root directory of a process. */
export function withCallerRoot<T>(pid: number, work: (root: number) => T): T {
  const root = openSync(`/proc/${pid}/root`, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    return work(root);
  } finally {
    closeSync(root);
  }
}
