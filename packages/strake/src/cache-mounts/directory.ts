import { createReadStream, existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { bytes, type Digest, hexOf } from '@strake/core';
import { makeDirectories } from '@strake/oci/node';
import { writeFileAtomically } from '../output/atomic-file.ts';
import { type CacheMountsSource, MOST_CACHES, readCache, readPacked, type StoredCache } from './stored-cache.ts';

const INDEX = 'strake-cache-mounts.json';

/** What a directory holds. Throws an `Error` that says why it cannot be used. */
export async function openDirectory(directory: string): Promise<CacheMountsSource> {
  const text = await readFile(join(directory, INDEX), 'utf8').catch(() => {
    throw new Error(
      existsSync(directory) ? `it holds no ${INDEX}` : 'there is no such directory, as before a first build',
    );
  });
  const caches = indexOf(text);
  return {
    caches: caches
      .slice(0, MOST_CACHES)
      .map((cache) => ({ ...readCache(cache), packed: readPacked((cache as StoredCache).packed) })),
    read: ({ digest }) => createReadStream(blobFile(directory, digest)),
  };
}

function indexOf(text: string): readonly unknown[] {
  try {
    return (JSON.parse(text) as { caches: readonly unknown[] }).caches;
  } catch (error) {
    throw new Error(`${INDEX} is no JSON: ${(error as Error).message}`, { cause: error });
  }
}

/** Writes caches to a directory in place of those that it holds. */
export async function writeDirectory(
  directory: string,
  { caches, read }: CacheMountsSource,
  signal: AbortSignal,
): Promise<void> {
  makeDirectories(join(directory, 'blobs/sha256'));
  const own = await openDirectory(directory).catch(() => undefined);
  const there = new Set(own?.caches.map(({ packed }) => packed.digest));
  for (const { packed } of caches) {
    if (!there.has(packed.digest))
      await writeFileAtomically(blobFile(directory, packed.digest), read(packed, signal), { signal });
  }
  const index = new TextEncoder().encode(`${JSON.stringify({ version: 1, caches }, null, 2)}\n`);
  await writeFileAtomically(join(directory, INDEX), bytes(index), { signal });
  const kept = new Set(caches.map(({ packed }) => packed.digest));
  for (const digest of there) if (!kept.has(digest)) await rm(blobFile(directory, digest), { force: true });
}

function blobFile(directory: string, digest: Digest): string {
  return join(directory, 'blobs/sha256', hexOf(digest));
}
