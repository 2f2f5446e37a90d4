import { lstatSync, opendirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Digest } from '@strake/core';
import { removeLayers, removeUnpacked, trimCacheMounts } from '@strake/sandbox';
import { sweep, sweepAlone, sweepMarks } from '@strake/oci/node';
import { isDangling } from './dangling.ts';
import { decodeImage, IMAGE_KIND } from './image-records.ts';
import { type CacheEntry, digestsOfImage, HINT_KINDS, LAYER_KINDS, type Marker, openMarker } from './reachable.ts';
import type { StoreContext } from './store-context.ts';

/** Bytes of a store, by what they are there for. */
export interface StoreUsage {
  /** Of images by name. */
  readonly images: number;
  /** Of the build cache alone. */
  readonly cache: number;
  /** Blobs that nothing refers to. */
  readonly unused: number;
  /** Layers unpacked for RUN, the directories of `RUN --mount=type=cache`, and logs of steps. */
  readonly unpacked: number;
}

export interface PruneOptions {
  /** Also the whole build cache, with unpacked layers, cache mounts and logs: named images are left. Default false. */
  readonly all?: boolean;
  /** Keep what was used last of the build cache while images and cache have at most this many bytes. */
  readonly keepStorage?: number;
  /** Keep those of the directories of `RUN --mount=type=cache` that were used last, of at most this many bytes on disk. */
  readonly keepCacheMounts?: number;
  /** Only say what would go. Default false. */
  readonly dryRun?: boolean;
}

export interface Pruned {
  readonly blobs: number;
  readonly records: number;
  /** Freed. */
  readonly bytes: number;
}

/** What the store's bytes are there for. */
export async function storeUsage(context: StoreContext): Promise<StoreUsage> {
  const { store } = context;
  const marker = await openMarker(store);
  const marked = new Set<Digest>();
  const images = await sizeOf(await marker.mark(await imageRoots(marker), marked), context);
  const cached = (await marker.cache()).flatMap(({ digests }) => digests);
  const cache = await sizeOf(await marker.mark(cached, marked), context);
  const unused = await sizeOf(await unmarked(marked, context), context);
  return { images, cache, unused, unpacked: unpackedSize(store.directory) };
}

/**
 * Removes what nothing refers to: mark and sweep from image names and cache records. Nobody may use the store meanwhile
 * (`STORE_BUSY`), builds that begin wait. A crash at any moment leaves a valid store.
 */
export async function pruneStore(options: PruneOptions, context: StoreContext, signal: AbortSignal): Promise<Pruned> {
  const { all = false, dryRun = false, keepCacheMounts: keep } = options;
  const { store } = context;
  const claim = dryRun ? undefined : sweepAlone(store.directory);
  try {
    const plan = await planned(options, context);
    const bytes = (await sizeOf(plan.blobs, context)) + (all ? unpackedSize(store.directory) : 0);
    if (!dryRun) await carryOut(plan, all, context, signal);
    const unpacked = all ? 0 : await removeLayers(store.directory, plan.isReachable, { dryRun }, signal);
    const mounts = all || keep === undefined ? 0 : await trimCacheMounts(store.directory, { keep, dryRun }, signal);
    return { blobs: plan.blobs.length, records: plan.records.length, bytes: bytes + unpacked + mounts };
  } finally {
    claim?.[Symbol.dispose]();
  }
}

/** Age from which a file in the making is nobody's any more, where nobody uses the store: sandboxes have processes of their own. */
const UNUSED_MS = 10 * 60_000;

/** Records first: one that names what is gone would be a miss, content that no record names is only waste. */
async function carryOut(
  { blobs, records }: Plan,
  all: boolean,
  { store }: StoreContext,
  signal: AbortSignal,
): Promise<void> {
  sweep(join(store.directory, 'tmp'), UNUSED_MS);
  for (const { kind, key } of records) await store.records.delete(kind, key);
  for (const digest of blobs) {
    signal.throwIfAborted();
    await store.content.delete(digest);
  }
  sweepMarks(store.directory);
  if (!all) return;
  await removeUnpacked(store.directory, signal);
  rmSync(join(store.directory, 'logs'), { recursive: true, force: true });
}

interface Plan {
  readonly blobs: readonly Digest[];
  readonly records: readonly { readonly kind: string; readonly key: string }[];
  /** Whether something that stays leads to the blob or layer. */
  readonly isReachable: (digest: Digest) => boolean;
}

async function planned(options: PruneOptions, context: StoreContext): Promise<Plan> {
  const marker = await openMarker(context.store);
  const marked = new Set<Digest>();
  const images = await sizeOf(await marker.mark(await imageRoots(marker), marked), context);
  const entries = await marker.cache();
  const kept = options.all ? [] : await keptEntries(entries, images, marked, marker, options.keepStorage, context);
  const keptKeys = new Set(kept.map(({ kind, key }) => `${kind} ${key}`));
  const dropped = entries.filter(({ kind, key }) => !keptKeys.has(`${kind} ${key}`));
  const blobs = await unmarked(marked, context);
  const orphans = await orphanRecords(marked, context);
  const dangling = await danglingRecords(context);
  const records = [...dangling, ...dropped, ...orphans, ...(options.all ? await hints(context) : [])];
  return { blobs, records, isReachable: (digest) => marked.has(digest) };
}

/** The entries used last, as many as fit, or all: as in BuildKit none is kept that is older than one that goes. */
async function keptEntries(
  entries: readonly CacheEntry[],
  images: number,
  marked: Set<Digest>,
  marker: Marker,
  limit: number | undefined,
  context: StoreContext,
): Promise<readonly CacheEntry[]> {
  const kept: CacheEntry[] = [];
  let total = images;
  for (const entry of entries.toSorted((a, b) => (a.used > b.used ? -1 : 1))) {
    const found = await marker.mark(entry.digests, marked);
    const added = limit === undefined ? 0 : await sizeOf(found, context);
    if (limit !== undefined && total + added > limit) {
      for (const digest of found) marked.delete(digest);
      break;
    }
    total += added;
    kept.push(entry);
  }
  return kept;
}

async function imageRoots(marker: Marker): Promise<readonly Digest[]> {
  return (await marker.images()).flatMap(digestsOfImage);
}

async function unmarked(marked: ReadonlySet<Digest>, { store }: StoreContext): Promise<readonly Digest[]> {
  const found: Digest[] = [];
  for await (const digest of store.content.list()) if (!marked.has(digest)) found.push(digest);
  return found;
}

async function danglingRecords({ store: { records } }: StoreContext): Promise<Plan['records']> {
  const found: { kind: string; key: string }[] = [];
  for await (const key of records.list(IMAGE_KIND)) {
    const image = decodeImage(await records.get(IMAGE_KIND, key));
    if (image && isDangling(image)) found.push({ kind: IMAGE_KIND, key });
  }
  return found;
}

/** Records about layers that are to go. */
async function orphanRecords(marked: ReadonlySet<Digest>, { store }: StoreContext): Promise<Plan['records']> {
  const orphans: { kind: string; key: string }[] = [];
  for (const kind of LAYER_KINDS)
    for await (const key of store.records.list(kind))
      if (!marked.has(`sha256:${key.slice(0, 64)}`)) orphans.push({ kind, key });
  return orphans;
}

/** Records that only make things faster. */
async function hints({ store }: StoreContext): Promise<Plan['records']> {
  const found: { kind: string; key: string }[] = [];
  for (const kind of HINT_KINDS) for await (const key of store.records.list(kind)) found.push({ kind, key });
  return found;
}

async function sizeOf(digests: Iterable<Digest>, { store }: StoreContext): Promise<number> {
  let bytes = 0;
  for (const digest of digests) bytes += (await store.content.stat(digest))?.size ?? 0;
  return bytes;
}

/** Of what sandboxes made; what this user may not look into does not count. */
function unpackedSize(store: string): number {
  return ['trees', 'cache', 'logs'].reduce((sum, name) => sum + directorySize(join(store, name)), 0);
}

function directorySize(path: string): number {
  let bytes = 0;
  try {
    const directory = opendirSync(path);
    try {
      for (let entry = directory.readSync(); entry; entry = directory.readSync()) {
        const child = join(path, entry.name);
        bytes += entry.isDirectory() ? directorySize(child) : sizeOnDisk(child);
      }
    } finally {
      directory.closeSync();
    }
  } catch (error) {
    if (!['ENOENT', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
  return bytes;
}

/** Names of one file count once together. */
function sizeOnDisk(path: string): number {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  return stat ? stat.size / stat.nlink : 0;
}
