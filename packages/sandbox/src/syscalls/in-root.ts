import { closeSync, constants, mkdirSync, openSync } from 'node:fs';
import { checked, type CPath, declare, lastError } from './libc.ts';

const OPENAT2 = 437;
const O_PATH = 0o10000000;
const O_CLOEXEC = 0o2000000;
/** `..`, absolute links and links of /proc stay inside the root. */
const RESOLVE_IN_ROOT = 0x10;
/** `struct open_how`: flags, mode, resolve. */
const HOW_SIZE = 24;

const cOpenat2 = declare('long syscall(long, int, const char*, void*, size_t)');

const how = Buffer.alloc(HOW_SIZE);
how.writeBigUInt64LE(BigInt(O_PATH | O_CLOEXEC), 0);
how.writeBigUInt64LE(BigInt(RESOLVE_IN_ROOT), 16);

/**
 * A place inside a root directory as a path that leads nowhere else, whatever links an image has put on the way: it goes
 * through an open descriptor. The path ends with `close`.
 */
export interface PlaceInRoot {
  readonly path: string;
  close(): void;
}

/** `path` inside the open directory `root`; absent when it is missing. */
export function openInRoot(root: number, path: CPath): PlaceInRoot | undefined {
  for (let attempt = 0; ; attempt++) {
    const result = cOpenat2(OPENAT2, root, path === '' ? '.' : path, how, HOW_SIZE);
    if (result >= 0) return { path: `/proc/self/fd/${result}`, close: () => closeSync(result) };
    const error = lastError();
    if (error === 'ENOENT') return undefined;
    if (error !== 'EAGAIN' || attempt === ATTEMPTS) checked(result, 'openat2', String(path));
  }
}

/** `..` cannot be followed safely while something on the machine is renamed or mounted: openat2(2) asks to try again. */
const ATTEMPTS = 1000;

/** The same, made where it is missing: a directory or an empty file, with its parents. */
export function makeInRoot(root: number, path: string, kind: 'directory' | 'file'): PlaceInRoot {
  const found = openInRoot(root, path);
  if (found !== undefined) return found;
  const segments = path.split('/').filter((segment) => segment !== '');
  const parent = makeInRoot(root, segments.slice(0, -1).join('/'), 'directory');
  try {
    makeNew(`${parent.path}/${segments.at(-1)}`, kind);
  } finally {
    parent.close();
  }
  const made = openInRoot(root, path);
  checked(made === undefined ? -1 : 0, 'openat2', path);
  return made as PlaceInRoot;
}

function makeNew(path: string, kind: 'directory' | 'file'): void {
  if (kind === 'directory') {
    mkdirSync(path, { mode: 0o755 });
    return;
  }
  const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;
  closeSync(openSync(path, O_CREAT | O_EXCL | O_NOFOLLOW | O_WRONLY, 0o644));
}
