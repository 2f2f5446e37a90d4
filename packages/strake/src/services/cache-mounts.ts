import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bytes, type Digest, hexOf, parseDigest } from '@strake/core';
import type { Descriptor } from '@strake/oci';
import { type DiskStore, makeDirectories } from '@strake/oci/node';
import type { PortableCache, SandboxSession } from '@strake/sandbox';
import { writeFileAtomically } from '../output/atomic-file.ts';

/** Packed bytes of one cache: what is larger is not taken along. */
const LARGEST = 4 * 1024 * 1024 * 1024;
/** Caches in one directory. */
const MOST = 1024;
const INDEX = 'strake-cache-mounts.json';

/** A cache in a directory: its layer is `blobs/sha256/HEX`. */
interface StoredCache extends PortableCache {
  readonly packed: Descriptor;
}

/** What of a session is asked for. */
export interface CacheMountsContext {
  readonly store: DiskStore;
  readonly session: Pick<SandboxSession, 'caches'>;
  readonly note: (message: string) => void;
  readonly signal: AbortSignal;
}

/** Makes the caches of `directory` that this store does not have. One that is not there or broken hinders no build. */
export async function importCacheMounts(directory: string, context: CacheMountsContext): Promise<void> {
  const { store, session, note, signal } = context;
  for (const { packed, ...cache } of await readIndex(directory, note)) {
    try {
      const file = blobFile(directory, packed.digest);
      const layer = await store.layers.remember(cache.diffId, packed, () => createReadStream(file));
      await session.caches.import(cache, layer, signal);
    } catch (error) {
      if (signal.aborted) throw error;
      note(`a cache of ${directory} cannot be used: ${(error as Error).message}`);
    }
  }
}

/** Writes the caches that this build has used to `directory`, and those of `from` that it has not. */
export async function exportCacheMounts(
  directory: string,
  from: string | undefined,
  context: CacheMountsContext,
): Promise<void> {
  const { store, session, note, signal } = context;
  makeDirectories(join(directory, 'blobs/sha256'));
  const caches: StoredCache[] = [];
  for (const cache of await session.caches.export(signal)) {
    const layer = await store.layers.get(cache.diffId);
    if (!layer) continue;
    const packed = await store.layers.pack(layer, 'gzip', signal);
    if (packed.size > LARGEST) {
      note(`a cache of ${packed.size} bytes is not exported: at most ${LARGEST} are`);
      continue;
    }
    await writeFileAtomically(blobFile(directory, packed.digest), store.content.read(packed.digest), { signal });
    caches.push({ ...cache, packed });
  }
  const used = new Set(caches.map(({ key }) => key));
  for (const cache of from === undefined ? [] : await readIndex(from, () => {})) {
    if (used.has(cache.key)) continue;
    const source = blobFile(from ?? '', cache.packed.digest);
    const target = blobFile(directory, cache.packed.digest);
    if (source !== target) await writeFileAtomically(target, createReadStream(source), { signal });
    caches.push(cache);
  }
  const index = new TextEncoder().encode(`${JSON.stringify({ version: 1, caches }, null, 2)}\n`);
  await writeFileAtomically(join(directory, INDEX), bytes(index), { signal });
}

function blobFile(directory: string, digest: Digest): string {
  return join(directory, 'blobs/sha256', hexOf(digest));
}

async function readIndex(directory: string, note: (message: string) => void): Promise<readonly StoredCache[]> {
  let text: string;
  try {
    text = await readFile(join(directory, INDEX), 'utf8');
  } catch {
    note(`there are no cache mounts in ${directory}`);
    return [];
  }
  try {
    const { caches } = JSON.parse(text) as { caches: readonly unknown[] };
    return caches.slice(0, MOST).map(checked);
  } catch (error) {
    note(`${join(directory, INDEX)} cannot be read: ${(error as Error).message}`);
    return [];
  }
}

/** The index may come from anywhere: every field is checked, and nothing in it becomes a path but digits. */
function checked(value: unknown): StoredCache {
  const { key, diffId, mode, uid, gid, packed } = value as Record<keyof StoredCache, unknown>;
  const { mediaType, digest, size } = packed as Record<keyof Descriptor, unknown>;
  if (typeof key !== 'string' || !/^[0-9a-f]{32}$/.test(key)) throw new Error('a key is none');
  if (typeof mediaType !== 'string') throw new Error('a media type is none');
  return {
    key,
    diffId: parseDigest(String(diffId)),
    mode: bounded(mode, 0o7777),
    uid: bounded(uid, 0x7fffffff),
    gid: bounded(gid, 0x7fffffff),
    packed: { mediaType, digest: parseDigest(String(digest)), size: bounded(size, LARGEST) },
  };
}

function bounded(value: unknown, most: number): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= most) return value;
  throw new Error(`${String(value)} is no number from 0 to ${most}`);
}
