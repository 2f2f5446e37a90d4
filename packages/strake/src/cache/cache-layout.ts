import { lstatSync, readdirSync, readFileSync, rmSync, statSync, lutimesSync } from 'node:fs';
import { join } from 'node:path';
import { type Digest, hexOf } from '@strake/core';
import { CONFIG_LIMIT, decodeManifest, type Descriptor, OciError, type PackedImage } from '@strake/oci';
import { sweepAlone, useStore, writeLayout } from '@strake/oci/node';

/** Age from which a blob that no index names is one that nobody reads any more. */
const UNLISTED_MS = 24 * 3600 * 1000;

/**
 * Puts a cache into a layout, as `writeLayout` does, and removes what no index has named for a day: a directory that each
 * build writes its cache to would grow without end. What one names has the time when it last did. Who writes a cache
 * there meanwhile is left alone: what is to go then goes another time.
 */
export async function writeCacheLayout(directory: string, cache: PackedImage, signal: AbortSignal): Promise<void> {
  if (LOCKS.some((name) => lstatSync(join(directory, name), { throwIfNoEntry: false })?.isSymbolicLink()))
    return writeLayout(directory, cache, {}, signal);
  const use = await useStore(directory, signal);
  try {
    touch(directory, listedBlobs(directory));
    await writeLayout(directory, cache, {}, signal);
    touch(directory, listedBlobs(directory));
  } finally {
    use[Symbol.dispose]();
  }
  removeUnlisted(directory);
}

/** Where the store's lock leaves its marks; a directory from elsewhere may have links there. */
const LOCKS = ['users', 'sweepers'];

function removeUnlisted(directory: string): void {
  const claim = claimed(directory);
  try {
    const listed = claim && listedBlobs(directory);
    if (!listed) return;
    for (const name of readdirSync(join(directory, 'blobs/sha256'))) {
      if (!/^[0-9a-f]{64}$/.test(name) || listed.has(`sha256:${name}`)) continue;
      const path = blobFile(directory, `sha256:${name}`);
      const stat = lstatSync(path, { throwIfNoEntry: false });
      if (stat?.isFile() && Date.now() - stat.mtimeMs > UNLISTED_MS) rmSync(path, { force: true });
    }
  } finally {
    claim?.[Symbol.dispose]();
  }
}

/** Undefined while somebody else uses it. */
function claimed(directory: string): Disposable | undefined {
  try {
    return sweepAlone(directory);
  } catch (error) {
    if (error instanceof OciError && error.code === 'STORE_BUSY') return undefined;
    throw error;
  }
}

function touch(directory: string, listed: ReadonlySet<Digest> = new Set()): void {
  const now = new Date();
  for (const digest of listed) {
    try {
      lutimesSync(blobFile(directory, digest), now, now);
    } catch {
      // It is missing, or another's: it keeps the time it has.
    }
  }
}

/** All that the index names, by however many manifests; undefined where that cannot be known for certain. */
function listedBlobs(directory: string): ReadonlySet<Digest> | undefined {
  try {
    const listed = new Set<Digest>();
    const open = [...partsOf(readFileSync(join(directory, 'index.json')))];
    for (let next = open.pop(); next; next = open.pop()) {
      if (listed.has(next.part.digest)) continue;
      listed.add(next.part.digest);
      if (next.isManifest) open.push(...partsOf(manifestBytes(directory, next.part), next.part.mediaType));
    }
    return listed;
  } catch {
    return undefined;
  }
}

interface Part {
  readonly part: Descriptor;
  readonly isManifest: boolean;
}

function partsOf(bytes: Uint8Array, mediaType?: string): readonly Part[] {
  const document = decodeManifest(bytes, mediaType);
  if (document.kind === 'index') return document.index.manifests.map((part) => ({ part, isManifest: true }));
  const { config, layers } = document.manifest;
  return [config, ...layers].map((part) => ({ part, isManifest: false }));
}

function manifestBytes(directory: string, { digest, size }: Descriptor): Uint8Array {
  const path = blobFile(directory, digest);
  if (size > CONFIG_LIMIT || statSync(path).size !== size) throw new Error(`no manifest ${digest}`);
  return readFileSync(path);
}

function blobFile(directory: string, digest: Digest): string {
  return join(directory, 'blobs/sha256', hexOf(digest));
}
