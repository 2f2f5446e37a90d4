import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Digest } from '@strake/core';
import { measureUnpacked, removeLayers, removeUnpacked, type TreeKeep, trimCacheMounts } from '@strake/sandbox';
import { sweep, sweepAlone, sweepMarks } from '@strake/oci/node';
import { isDangling } from './dangling.ts';
import { DISK_BLOCK, diskSize, onDisk } from './disk-size.ts';
import { decodeImage, IMAGE_KIND } from './image-records.ts';
import { type CacheEntry, digestsOfImage, HINT_KINDS, LAYER_KINDS, type Marker, openMarker } from './reachable.ts';
import { type Holdings, keepNewest, type Kept } from './keep-newest.ts';
import { measureStore } from './store-sizes.ts';
import type { StoreContext } from './store-context.ts';

/** Bytes on disk of a store, by what they are there for: together what its directory takes. */
export interface StoreUsage {
  /** Of images by name. */
  readonly images: number;
  /** Of the build cache alone. */
  readonly cache: number;
  /** Blobs that nothing refers to. */
  readonly unused: number;
  /** Layers unpacked for RUN, the directories of `RUN --mount=type=cache`, and logs of steps. */
  readonly unpacked: number;
  /** Directories, records of images, and those that only make things faster. */
  readonly other: number;
}

export interface PruneOptions {
  /** Also the whole build cache, with unpacked layers, cache mounts and logs: named images are left. Default false. */
  readonly all?: boolean;
  /**
   * Bytes on disk that the store is to have at most. Of the build cache, unpacked layers and cache mounts is kept what was used
   * last; where that is not enough, logs go as well. Named images stay.
   */
  readonly keepStorage?: number;
  /** Keep those of the directories of `RUN --mount=type=cache` that were used last, at most this many bytes on disk. */
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
export async function storeUsage(context: StoreContext, signal?: AbortSignal): Promise<StoreUsage> {
  const marker = await openMarker(context.store);
  const entries = await marker.cache();
  const sizes = await measureStore(context, entries.length, signal);
  const marked = new Set<Digest>();
  const images = await sizes.of(await marker.mark(await imageRoots(marker), marked));
  const cached = await sizes.of(
    await marker.mark(
      entries.flatMap(({ digests }) => digests),
      marked,
    ),
  );
  const gone = { blobs: await unmarked(marked, context), records: await orphanRecords(marked, context), logs: true };
  const unused = await bytesOf(gone, context);
  const unpacked = sizes.unpacked.total + sizes.logs;
  return { images, cache: cached + entries.length * DISK_BLOCK, unused, unpacked, other: sizes.rest + sizes.hints };
}

/**
 * Removes what nothing refers to: mark and sweep from image names and cache records. Nobody may use the store meanwhile
 * (`STORE_BUSY`), builds that begin wait. A crash at any moment leaves a valid store.
 */
export async function pruneStore(options: PruneOptions, context: StoreContext, signal: AbortSignal): Promise<Pruned> {
  const { all = false, dryRun = false } = options;
  const { directory } = context.store;
  const claim = dryRun ? undefined : sweepAlone(directory);
  try {
    const plan = await planned(options, context, signal);
    const unpacked = all ? (await measureUnpacked(directory, signal)).total : 0;
    const bytes = (await bytesOf(plan, context)) + unpacked;
    if (!dryRun) await carryOut(plan, all, context, signal);
    const layers = all ? 0 : await removeLayers(directory, plan.trees, { dryRun }, signal);
    const keep = plan.mounts;
    const mounts = all || keep === Infinity ? 0 : await trimCacheMounts(directory, { keep, dryRun }, signal);
    return { blobs: plan.blobs.length, records: plan.records.length, bytes: bytes + layers + mounts };
  } finally {
    claim?.[Symbol.dispose]();
  }
}

/** Age from which a file in the making is nobody's any more, where nobody uses the store: sandboxes have processes of their own. */
const UNUSED_MS = 10 * 60_000;

/** Records first: one that names what is gone would be a miss, content that no record names is only waste. */
async function carryOut(
  { blobs, records, logs }: Plan,
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
  if (!logs) rmSync(join(store.directory, 'logs'), { recursive: true, force: true });
  if (all) await removeUnpacked(store.directory, signal);
}

interface Plan {
  /** To be removed. */
  readonly blobs: readonly Digest[];
  /** To be removed. */
  readonly records: readonly { readonly kind: string; readonly key: string }[];
  readonly trees: TreeKeep;
  /** Bytes of cache mounts that may stay. */
  readonly mounts: number;
  /** Whether logs of steps stay. */
  readonly logs: boolean;
}

async function planned(options: PruneOptions, context: StoreContext, signal: AbortSignal): Promise<Plan> {
  const marker = await openMarker(context.store);
  const marked = new Set<Digest>();
  const [images, entries] = [await marker.images(), await marker.cache()];
  const kept = await keptOf(options, { images, entries, marker, marked }, context, signal);
  await marker.mark([...images.flatMap(digestsOfImage), ...kept.entries.flatMap(({ digests }) => digests)], marked);
  const records = [
    ...(await danglingRecords(context)),
    ...without(entries, kept.entries),
    ...(await orphanRecords(marked, context)),
    ...(kept.hints ? [] : await hints(context)),
  ];
  const trees = { isKept: kept.isUnpacked, roots: kept.roots };
  return { blobs: await unmarked(marked, context), records, trees, mounts: kept.mounts, logs: kept.logs };
}

async function keptOf(
  { all = false, keepStorage: storage, keepCacheMounts: mounts = Infinity }: PruneOptions,
  holdings: Omit<Holdings, 'sizes'>,
  context: StoreContext,
  signal: AbortSignal,
): Promise<Kept> {
  const { entries, marked } = holdings;
  if (storage === undefined || all) {
    const isUnpacked = (digest: Digest): boolean => marked.has(digest);
    return { entries: all ? [] : entries, isUnpacked, roots: !all, mounts, logs: !all, hints: !all };
  }
  const sizes = await measureStore(context, entries.length, signal);
  return keepNewest({ storage, mounts }, { ...holdings, sizes });
}

function without(entries: readonly CacheEntry[], kept: readonly CacheEntry[]): readonly CacheEntry[] {
  const keys = new Set(kept.map(({ kind, key }) => `${kind} ${key}`));
  return entries.filter(({ kind, key }) => !keys.has(`${kind} ${key}`));
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

/** What goes with the blobs, records and logs of a plan. */
async function bytesOf(
  { blobs, records, logs }: Pick<Plan, 'blobs' | 'records' | 'logs'>,
  { store }: StoreContext,
): Promise<number> {
  let bytes = records.length * DISK_BLOCK + (logs ? 0 : diskSize(join(store.directory, 'logs')));
  for (const digest of blobs) bytes += onDisk((await store.content.stat(digest))?.size ?? 0);
  return bytes;
}
