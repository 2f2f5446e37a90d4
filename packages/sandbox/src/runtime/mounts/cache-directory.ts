import { createHash } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  existsSync,
  futimesSync,
  lchownSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { abortReason } from '@strake/core';
import type { WireMount } from '../../jail/protocol.ts';
import { SandboxError } from '../../error.ts';
import { tryLock } from '../../syscalls/file.ts';

export type CacheMount = Extract<WireMount, { type: 'cache' }>;

/** A cache directory in use. */
export interface HeldCache {
  readonly path: string;
  release(): void;
}

/** Fills the directory of a new cache. */
export type FillCache = (directory: string) => Promise<void>;

/** Milliseconds between tries for a lock that another process holds. */
const RETRY = 20;
const DEFAULT_MODE = 0o755;
/** The bits of a mode that a new cache gets, as from buildkitd; dockerd's umask of 022 would take more away. */
const PERMISSIONS = 0o777;

/**
 * The name of a cache's directory: a hash, for ids are any text. What a new cache starts from makes a cache of its own,
 * as in BuildKit.
 */
export function cacheKey(mount: CacheMount): string {
  const { id, seed, mode, uid, gid } = mount;
  const start = hasOwnStart(mount) ? [mode, uid, gid] : null;
  const text = JSON.stringify([id, seed ? [seed.layers, seed.source] : null, start]);
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

/** Whether a new cache is an empty directory with an owner or mode that was asked for. */
export function hasOwnStart({ mode, uid, gid, owned }: CacheMount): boolean {
  return owned === true || mode !== DEFAULT_MODE || uid !== 0 || gid !== 0;
}

/**
 * A directory for `mount` below `root`, locked as its sharing says, across processes, and its lock dated: `shared` beside
 * others, `locked` alone and waiting for it, `private` the first that nobody uses.
 */
export async function holdCache(
  root: string,
  mount: CacheMount,
  options: { readonly fill: FillCache; readonly signal: AbortSignal },
): Promise<HeldCache> {
  const base = join(root, cacheKey(mount));
  mkdirSync(base, { recursive: true, mode: 0o700 });
  for (let instance = 0; ; instance += mount.sharing === 'private' ? 1 : 0) {
    const lock = openSync(join(base, `${instance}.lock`), 'a', 0o600);
    try {
      const path = join(base, String(instance));
      if (tryLock(lock, 'exclusive')) {
        if (!existsSync(path)) await createCache(path, mount, options.fill);
        if (mount.sharing === 'shared') tryLock(lock, 'shared');
        return held(path, lock);
      }
      if (mount.sharing === 'shared' && existsSync(path) && tryLock(lock, 'shared')) return held(path, lock);
    } catch (error) {
      closeSync(lock);
      throw error;
    }
    closeSync(lock);
    if (mount.sharing !== 'private') await pause(options.signal);
  }
}

/** The time of the lock is that of the last use. */
function held(path: string, lock: number): HeldCache {
  const now = new Date();
  futimesSync(lock, now, now);
  return { path, release: () => closeSync(lock) };
}

/** A new cache appears whole. */
async function createCache(path: string, mount: CacheMount, fill: FillCache): Promise<void> {
  const making = `${path}.new`;
  rmSync(making, { recursive: true, force: true });
  mkdirSync(making);
  try {
    await fill(making);
    if (hasOwnStart(mount)) {
      lchownSync(making, mount.uid, mount.gid);
      chmodSync(making, mount.mode & PERMISSIONS);
    }
    renameSync(making, path);
  } catch (cause) {
    rmSync(making, { recursive: true, force: true });
    if (cause instanceof SandboxError) throw cause;
    throw new SandboxError('MOUNT_FAILED', `cannot make a cache directory: ${String(cause)}`, { cause });
  }
}

async function pause(signal: AbortSignal): Promise<void> {
  try {
    await sleep(RETRY, undefined, { signal });
  } catch {
    throw abortReason(signal);
  }
}
