import { closeSync, mkdirSync, openSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { tryLock } from '../syscalls/file.ts';
import { lockFile } from '../syscalls/lock-file.ts';

/** A session's own directory for what need not outlive it. */
export interface Scratch {
  readonly path: string;
  /** A safe name, unique among the sessions of a store. */
  readonly id: string;
  /** Removes the directory. Nothing may be mounted in it. */
  remove(): void;
}

const LOCK = 'lock';
/** Held while a session's directory appears or is judged. */
const DOOR = 'door';

/**
 * Makes a session's directory in `root`, and removes those of dead sessions together with what they left beside trees.
 * Alive is who holds the lock of its directory: the kernel lets go of it however the holder ends, in whatever pid
 * namespace it was.
 */
export function openScratch(root: string, id: string, onDead: (id: string) => void): Scratch {
  const door = lockFile(join(root, DOOR));
  try {
    for (const name of readdirSync(root)) if (name !== DOOR) sweepOne(root, name, onDead);
    const path = join(root, id);
    mkdirSync(path, { mode: 0o700 });
    const fd = openSync(join(path, LOCK), 'w', 0o600);
    tryLock(fd, 'exclusive');
    return { path, id, remove: () => removeTree(path, fd) };
  } finally {
    closeSync(door);
  }
}

function sweepOne(root: string, name: string, onDead: (id: string) => void): void {
  const path = join(root, name);
  const fd = openLock(join(path, LOCK));
  try {
    if (fd !== undefined && !tryLock(fd, 'exclusive')) return;
    onDead(name);
    rmSync(path, { recursive: true, force: true });
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

function removeTree(path: string, lock: number): void {
  rmSync(path, { recursive: true, force: true });
  closeSync(lock);
}

function openLock(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch {
    return undefined;
  }
}
