import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { OciError } from '../../error.ts';
import { diskError, ifThere } from './disk-error.ts';
import { makeDirectories } from './make-directories.ts';
import { createTemporary, sweep } from './temporary.ts';

/** How often those who wait look again. */
const POLL_MS = 50;

/**
 * Keeps `sweepAlone` away from a store while it is used by who counts on what it found there: a build. Any number may; one
 * that comes while a sweep is under way waits for its end. What a killed process held is free.
 */
export async function useStore(directory: string, signal?: AbortSignal): Promise<Disposable> {
  for (;;) {
    signal?.throwIfAborted();
    const mark = enter(directory, 'users');
    if (others(directory, 'sweepers').length === 0) return { [Symbol.dispose]: () => leave(mark) };
    leave(mark);
    await sleep(POLL_MS, undefined, signal ? { signal } : {});
  }
}

/**
 * Claims a store for removing what nothing refers to. Throws `STORE_BUSY` while anybody uses or sweeps it. Who comes first
 * leaves a mark before looking for others, as `useStore` does: at least one of two sees the other.
 */
export function sweepAlone(directory: string): Disposable {
  const mark = enter(directory, 'sweepers');
  const found = [...others(directory, 'sweepers', mark), ...others(directory, 'users')];
  if (found.length === 0) return { [Symbol.dispose]: () => leave(mark) };
  leave(mark);
  const pids = [...new Set(found.map((name) => Number.parseInt(name, 10)))];
  throw new OciError('STORE_BUSY', `the store ${directory} is in use by process ${pids.join(', ')}`, {
    hint: 'wait until the builds are done',
    data: { directory, pids },
  });
}

type Room = 'users' | 'sweepers';

/** Leaves a mark, and removes those of the dead. */
function enter(directory: string, room: Room): string {
  const place = join(directory, room);
  try {
    makeDirectories(place);
    sweep(place);
    const path = createTemporary(place).next();
    writeFileSync(path, '', { flag: 'wx' });
    return path;
  } catch (error) {
    throw diskError(`lock the store ${directory}`, error);
  }
}

/** Marks of the living in a room, but for one's own. */
function others(directory: string, room: Room, own?: string): readonly string[] {
  const place = join(directory, room);
  sweep(place);
  const names = ifThere(() => readdirSync(place)) ?? [];
  return own === undefined ? names : names.filter((name) => name !== basename(own));
}

function leave(mark: string): void {
  rmSync(mark, { force: true });
}
