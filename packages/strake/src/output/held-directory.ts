import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmdirSync,
  unlinkSync,
} from 'node:fs';
import { decodeName, encodeName } from '@strake/oci';

/**
 * A directory that stays what it was when it was opened, whoever renames it or puts a link in its place meanwhile. On
 * Linux its descriptor is held, and paths lead through that; elsewhere paths are by name.
 */
export interface HeldDirectory extends Disposable {
  /** Of what it has under a name, which is followed if it is a link; of itself without one. */
  path(name?: string): Buffer;
  /** Undefined where nothing is held. Good for paths and stat, not for reading (`O_PATH`). */
  readonly fd: number | undefined;
  /** Lets go of the descriptor, until `wake`. */
  rest(): void;
  /** Holds it again, from a directory in it. Throws `ESTALE` when that lies in another meanwhile. */
  wake(child: HeldDirectory): void;
}

/** open(2): needs no permission of the file itself, has no effect on devices. Node does not name it. */
const O_PATH = 0o10000000;
const HOLDS = process.platform === 'linux' && existsSync('/proc/self/fd');

/** Directories in each other that are held at a time: a process may not have as many descriptors as a tree is deep. */
export const HELD = 32;

/** Where the descriptors lead that were last used, for messages. */
const names = new Map<number, string>();

/** The directory at a path, links on the way followed. */
export function holdDirectory(path: string): HeldDirectory {
  if (!HOLDS) return byName(path);
  return byDescriptor(openSync(path, O_PATH | constants.O_DIRECTORY), path);
}

/** A directory of a directory. Throws `ENOTDIR` for a link or anything else. */
export function holdChild(parent: HeldDirectory, name: string): HeldDirectory {
  const path = parent.path(name);
  if (HOLDS)
    return byDescriptor(openSync(path, O_PATH | constants.O_DIRECTORY | constants.O_NOFOLLOW), told(path.toString()));
  if (lstatSync(path).isDirectory()) return byName(decodeName(path));
  throw Object.assign(new Error(`ENOTDIR: not a directory, open '${path.toString()}'`), {
    code: 'ENOTDIR',
    syscall: 'open',
  });
}

function byDescriptor(opened: number, name: string): HeldDirectory {
  let fd: number | undefined = opened;
  let identity = '';
  const held = (): string => {
    if (fd === undefined) throw new Error(`${name} is not held`);
    return descriptorPath(fd);
  };
  names.set(opened, name);
  return {
    get fd() {
      return fd;
    },
    path: (child) => Buffer.from(child === undefined ? held() : encodeBelow(held(), child)),
    rest() {
      if (fd === undefined) return;
      identity = identityOf(fd);
      closeSync(fd);
      fd = undefined;
    },
    wake(child) {
      if (fd !== undefined) return;
      fd = openSync(child.path('..'), O_PATH | constants.O_DIRECTORY);
      names.set(fd, name);
      if (identityOf(fd) !== identity)
        throw Object.assign(new Error(`ESTALE: a directory in it was moved, open '${name}'`), { code: 'ESTALE' });
    },
    [Symbol.dispose]() {
      if (fd !== undefined) closeSync(fd);
      fd = undefined;
    },
  };
}

function identityOf(fd: number): string {
  const { dev, ino } = fstatSync(fd, { bigint: true });
  return `${dev} ${ino}`;
}

function byName(path: string): HeldDirectory {
  return {
    fd: undefined,
    path: (child) => Buffer.from(child === undefined ? encodeName(path) : encodeBelow(path, child)),
    rest() {},
    wake() {},
    [Symbol.dispose]() {},
  };
}

const descriptorPath = (fd: number): string => `/proc/self/fd/${fd}`;
const encodeBelow = (path: string, name: string): Uint8Array => encodeName(`${path}/${name}`);

/** Does something with a node that is no link or directory, or just was none: the path cannot lead elsewhere. */
export function withNode<T>(path: Buffer, use: (path: Buffer) => T): T {
  if (!HOLDS) return use(path);
  const fd = openSync(path, O_PATH | constants.O_NOFOLLOW);
  try {
    return fstatSync(fd).isSymbolicLink() ? use(path) : use(Buffer.from(descriptorPath(fd)));
  } finally {
    closeSync(fd);
  }
}

/** Removes what a directory has under a name, with all below. Links are removed, not followed. */
export function removeFrom(parent: HeldDirectory, name: string, depth = 0): void {
  try {
    return unlinkSync(parent.path(name));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return;
    if (code !== 'EISDIR' && code !== 'EPERM') throw error;
  }
  const directory = holdChild(parent, name);
  try {
    if (depth > HELD) parent.rest();
    for (const child of childrenOf(directory)) removeFrom(directory, child, depth + 1);
    parent.wake(directory);
  } finally {
    directory[Symbol.dispose]();
  }
  rmdirSync(parent.path(name));
}

/** Names in a directory. */
export function childrenOf(directory: HeldDirectory): readonly string[] {
  return readdirSync(directory.path(), { encoding: 'buffer' }).map((name) => decodeName(name));
}

/** Attempts to make a directory where somebody puts other things all the time. */
const ATTEMPTS = 100;

/** The directory under a name; made, in the place of what is none. */
export function enterChild(parent: HeldDirectory, name: string, mode: number): HeldDirectory {
  for (let attempt = 1; ; attempt += 1) {
    try {
      mkdirSync(parent.path(name), mode);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    try {
      return holdChild(parent, name);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if ((code !== 'ENOTDIR' && code !== 'ENOENT') || attempt === ATTEMPTS) throw error;
    }
    removeFrom(parent, name);
  }
}

/** An error with the names of directories in place of descriptors. */
export function named(error: unknown): unknown {
  if (error instanceof Error) error.message = told(error.message);
  return error;
}

function told(text: string): string {
  return text.replace(/\/proc\/self\/fd\/(\d+)/g, (path, fd) => names.get(Number(fd)) ?? path);
}
