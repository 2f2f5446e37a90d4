import { constants, existsSync, lstatSync, readdirSync, rmSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type ByteStream, bytes, collect, type Digest, hexOf } from '@strake/core';
import { CONFIG_LIMIT } from '@strake/oci';
import { findLink, makeDirectories } from '@strake/oci/node';
import { sweepFile, writeFileAtomically } from '../output/atomic-file.ts';
import { type CacheMountsSource, MOST_CACHES, readCache, readPacked, type StoredCache } from './stored-cache.ts';

const INDEX = 'strake-cache-mounts.json';

/** What a directory holds. Throws an `Error` that says why it cannot be used. */
export async function openDirectory(directory: string): Promise<CacheMountsSource> {
  const file = join(directory, INDEX);
  if (!existsSync(file)) {
    const lacks = `it holds no ${INDEX}`;
    throw new Error(existsSync(directory) ? lacks : 'there is no such directory, as before a first build');
  }
  const caches = indexOf(new TextDecoder().decode(await collect(readWhole(file), CONFIG_LIMIT)));
  return {
    caches: caches
      .slice(0, MOST_CACHES)
      .map((cache) => ({ ...readCache(cache), packed: readPacked((cache as StoredCache).packed) })),
    has: ({ digest, size }) => sizeOf(blobFile(directory, digest)) === size,
    read: ({ digest, size }, signal) => readWhole(blobFile(directory, digest), { size, signal }),
  };
}

interface Expected {
  readonly size: number;
  readonly signal: AbortSignal | undefined;
}

/** The bytes of a file; what another has put in its place is not waited for. */
async function* readWhole(path: string, expected?: Expected): ByteStream {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw new Error(`${path} is no file`);
    const { size = stat.size, signal } = expected ?? {};
    if (stat.size !== size) throw new Error(`${path} has ${stat.size} bytes of ${size}`);
    if (size > 0) yield* file.createReadStream({ end: size - 1, autoClose: false, ...(signal && { signal }) });
  } finally {
    await file.close();
  }
}

/** Undefined for what is no file. */
function sizeOf(path: string): number | undefined {
  try {
    const stat = lstatSync(path);
    return stat.isFile() ? stat.size : undefined;
  } catch {
    return undefined;
  }
}

function indexOf(text: string): readonly unknown[] {
  try {
    return (JSON.parse(text) as { caches: readonly unknown[] }).caches;
  } catch (error) {
    throw new Error(`${INDEX} is no JSON: ${(error as Error).message}`, { cause: error });
  }
}

/**
 * Writes caches to a directory in place of those that it holds. It may come from another machine: nothing is written or
 * removed through a link in it.
 */
export async function writeDirectory(
  directory: string,
  { caches, has, read }: CacheMountsSource,
  signal: AbortSignal,
): Promise<void> {
  const link = findLink(directory, 'blobs', 'blobs/sha256');
  if (link !== undefined)
    throw Object.assign(new Error(`ELOOP: ${link} in it is a link`), { code: 'ELOOP', syscall: 'open' });
  const blobs = join(directory, 'blobs/sha256');
  makeDirectories(blobs);
  await sweepBlobs(blobs);
  const own = await openDirectory(directory).catch(() => undefined);
  const before = own?.caches.map(({ packed }) => packed) ?? [];
  const there = new Set(before.filter((packed) => own?.has?.(packed)).map(({ digest }) => digest));
  const written: StoredCache[] = [];
  for (const cache of caches) {
    const { packed } = cache;
    try {
      if (!there.has(packed.digest))
        await replaceFile(blobFile(directory, packed.digest), read(packed, signal), signal);
      written.push(cache);
    } catch (error) {
      // Another build has just removed what was to be passed on.
      if (has?.(packed) !== false) throw error;
    }
  }
  const index = new TextEncoder().encode(`${JSON.stringify({ version: 1, caches: written }, null, 2)}\n`);
  await replaceFile(join(directory, INDEX), bytes(index), signal);
  const kept = new Set(written.map(({ packed }) => packed.digest));
  for (const { digest } of before) if (!kept.has(digest)) await rm(blobFile(directory, digest), { force: true });
  removeUnlisted(blobs, kept);
}

/** Age from which a blob that no index names is no longer one that another build is about to name. */
const UNLISTED_MS = 24 * 3600 * 1000;

/** Builds that ran at the same time have replaced each other's index. */
function removeUnlisted(blobs: string, kept: ReadonlySet<Digest>): void {
  for (const name of readdirSync(blobs)) {
    if (!/^[0-9a-f]{64}$/.test(name) || kept.has(`sha256:${name}`)) continue;
    const stat = lstatSync(join(blobs, name), { throwIfNoEntry: false });
    if (stat?.isFile() && Date.now() - stat.mtimeMs > UNLISTED_MS) rmSync(join(blobs, name), { force: true });
  }
}

/** Removes what killed builds left half-written: no other build writes a blob of that name again. */
async function sweepBlobs(directory: string): Promise<void> {
  for (const name of readdirSync(directory)) {
    const blob = /^\.([0-9a-f]{64})\..*\.tmp$/.exec(name)?.[1];
    if (blob !== undefined) await sweepFile(directory, blob);
  }
}

async function replaceFile(path: string, data: ByteStream, signal: AbortSignal): Promise<void> {
  if (lstatSync(path, { throwIfNoEntry: false })?.isFile() === false) await rm(path);
  await writeFileAtomically(path, data, { signal });
}

function blobFile(directory: string, digest: Digest): string {
  return join(directory, 'blobs/sha256', hexOf(digest));
}
