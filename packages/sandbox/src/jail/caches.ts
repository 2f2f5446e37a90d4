import {
  chmodSync,
  closeSync,
  existsSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { SandboxError } from '../error.ts';
import { tryLock } from '../syscalls/file.ts';
import type { PortableCache } from '../portable-cache.ts';
import type { JailSession } from './session.ts';

const KEY = /^[0-9a-f]{32}$/;

/** The caches that commands of this session have used, as layers in the store; those in use elsewhere are left out. */
export async function exportCaches(session: JailSession, signal: AbortSignal): Promise<readonly PortableCache[]> {
  const caches: PortableCache[] = [];
  for (const key of session.usedCaches) {
    const cache = await exportCache(session, key, signal);
    if (cache !== undefined) caches.push(cache);
  }
  return caches;
}

async function exportCache(
  { cacheDirectory, workers, params }: JailSession,
  key: string,
  signal: AbortSignal,
): Promise<PortableCache | undefined> {
  const path = join(cacheDirectory, key, '0');
  const lock = openSync(`${path}.lock`, 'a', 0o600);
  try {
    if (!tryLock(lock, 'exclusive') || !existsSync(path)) return undefined;
    const task = { upper: path, lowers: [], owners: params.ids !== 'single' };
    const { diffId } = await workers.run('capture', task, signal);
    const { mode, uid, gid } = lstatSync(path);
    return { key, diffId, mode: mode & 0o7777, uid, gid };
  } finally {
    closeSync(lock);
  }
}

/** Makes a cache of a layer, unless there is one of that key. False when there was. */
export async function importCache(
  session: JailSession,
  { key, diffId, mode, uid, gid }: PortableCache,
  signal: AbortSignal,
): Promise<boolean> {
  if (!KEY.test(key)) throw new SandboxError('MOUNT_FAILED', `${JSON.stringify(key)} names no cache`);
  const path = join(session.cacheDirectory, key, '0');
  if (existsSync(path)) return false;
  mkdirSync(join(session.cacheDirectory, key), { recursive: true, mode: 0o700 });
  const lock = openSync(`${path}.lock`, 'a', 0o600);
  const making = `${path}.import`;
  try {
    if (!tryLock(lock, 'exclusive') || existsSync(path)) return false;
    rmSync(making, { recursive: true, force: true });
    await session.unpack(diffId, making, signal);
    lchownSync(making, uid, gid);
    chmodSync(making, mode);
    renameSync(making, path);
    return true;
  } catch (error) {
    rmSync(making, { recursive: true, force: true });
    throw error;
  } finally {
    closeSync(lock);
  }
}
