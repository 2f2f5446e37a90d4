import { chmodSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { SandboxError } from '../error.ts';
import { makeCharacterDevice } from '../syscalls/file.ts';

/** Devices that every command may use: mem(4), random(4), tty(4). */
const NODES: Readonly<Record<string, readonly [major: number, minor: number]>> = {
  null: [1, 3],
  zero: [1, 5],
  full: [1, 7],
  random: [1, 8],
  urandom: [1, 9],
  tty: [5, 0],
};

const LINKS: Readonly<Record<string, string>> = {
  fd: '/proc/self/fd',
  stdin: '/proc/self/fd/0',
  stdout: '/proc/self/fd/1',
  stderr: '/proc/self/fd/2',
};

/** A new directory that serves as /dev. Throws `DRIVER_LIMIT` where no devices can be made. */
export function makeDev(directory: string): void {
  mkdirSync(directory, { mode: 0o755 });
  try {
    for (const [name, [major, minor]] of Object.entries(NODES)) {
      makeCharacterDevice(join(directory, name), major, minor);
      chmodSync(join(directory, name), 0o666);
    }
  } catch (cause) {
    rmSync(directory, { recursive: true, force: true });
    throw new SandboxError('DRIVER_LIMIT', `cannot make the devices of a command: ${String(cause)}`, {
      cause,
      hint: 'the container needs the capability CAP_MKNOD, which Docker gives by default',
    });
  }
  for (const [name, target] of Object.entries(LINKS)) symlinkSync(target, join(directory, name));
  mkdirSync(join(directory, 'shm'));
  chmodSync(join(directory, 'shm'), 0o1777);
}
