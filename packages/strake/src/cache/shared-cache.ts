import { type ByteStream, collect, type Digest, StrakeError } from '@strake/core';
import type { CacheRecord, CacheStore } from '@strake/executor';
import { decodeIndexBlob, type Descriptor, type LayerIndex, type LayerStore } from '@strake/oci';
import { isSoundIndex } from './sound-index.ts';

/** The results of steps that another machine has kept, and how to get their layers. */
export interface ImportedCache {
  readonly records: ReadonlyMap<Digest, CacheRecord>;
  readonly layers: ReadonlyMap<Digest, ImportedBlob>;
  /** Indexes of layers of bases. */
  readonly indexes: ReadonlyMap<Digest, ImportedBlob>;
}

export interface ImportedBlob {
  readonly descriptor: Descriptor;
  read(signal?: AbortSignal): ByteStream;
}

export interface ImportedIndex {
  readonly index: LayerIndex;
  /** Of its blob. */
  readonly digest: Digest;
}

/** A cache that can unlearn. */
export interface OwnCache extends CacheStore {
  delete(key: Digest): Promise<void>;
}

/** A cache that sees what a build uses of it. */
export interface SharedCache extends CacheStore {
  /** All that the build found or made. */
  readonly used: ReadonlyMap<Digest, CacheRecord>;
  /**
   * What a cache elsewhere knows of a layer of a base: it is not stored, and believed as its results of steps are until the
   * layer is here.
   */
  index(diffId: Digest, signal?: AbortSignal): Promise<ImportedIndex | undefined>;
  /** Removes from the store's own cache all that the build found or made. */
  forget(): Promise<void>;
  /** The same as it is kept there. */
  indexBlob(diffId: Digest): Promise<ImportedBlob | undefined>;
}

/**
 * The store's own cache, then what `imported` gives. Layers that come from elsewhere are announced when a step is found
 * there, and fetched when somebody needs their bytes.
 */
export function sharedCache(
  own: OwnCache,
  layers: LayerStore,
  imported: () => Promise<readonly ImportedCache[]>,
): SharedCache {
  const used = new Map<Digest, CacheRecord>();
  const isHere = async ({ layers: diffIds, named }: CacheRecord): Promise<boolean> =>
    !named && (await Promise.all(diffIds.map((diffId) => layers.get(diffId)))).every((layer) => layer !== undefined);
  const fromElsewhere = async (key: Digest): Promise<CacheRecord | undefined> => {
    const found = (await imported()).flatMap((cache) => {
      const record = cache.records.get(key);
      return record ? [{ cache, record }] : [];
    });
    const best = found.find(({ record }) => !record.named) ?? found[0];
    if (!best) return undefined;
    if (!best.record.named) await announce(best.record, best.cache, layers);
    await own.put(key, best.record);
    return best.record;
  };
  const indexBlob = async (diffId: Digest): Promise<ImportedBlob | undefined> =>
    (await imported()).map(({ indexes }) => indexes.get(diffId)).find((blob) => blob !== undefined);
  return {
    used,
    async get(key) {
      const known = await own.get(key);
      const record = known && (await isHere(known)) ? known : ((await fromElsewhere(key)) ?? known);
      if (record) used.set(key, record);
      return record;
    },
    async index(diffId, signal) {
      const blob = await indexBlob(diffId);
      const index = await readIndexBlob(blob, signal);
      return blob && index?.diffId === diffId ? { index, digest: blob.descriptor.digest } : undefined;
    },
    indexBlob,
    async forget() {
      for (const key of used.keys()) await own.delete(key);
    },
    async put(key, record) {
      used.set(key, record);
      await own.put(key, record);
    },
  };
}

/** Bytes of an index: some hundred thousand entries. */
const INDEX_LIMIT = 64 * 1024 * 1024;

/** What cannot be read is not there: it is a cache. */
async function readIndexBlob(blob: ImportedBlob | undefined, signal?: AbortSignal): Promise<LayerIndex | undefined> {
  if (!blob || blob.descriptor.size > INDEX_LIMIT) return undefined;
  try {
    const index = decodeIndexBlob(await collect(blob.read(signal), blob.descriptor.size));
    return isSoundIndex(index) ? index : undefined;
  } catch (error) {
    if (signal?.aborted || !(error instanceof StrakeError)) throw error;
    return undefined;
  }
}

/** A layer that is here already stays as it is. */
async function announce(record: CacheRecord, cache: ImportedCache, layers: LayerStore): Promise<void> {
  for (const diffId of record.layers) {
    const layer = cache.layers.get(diffId);
    if (!layer || (await layers.get(diffId))) continue;
    await layers.remember(diffId, layer.descriptor, (signal) => layer.read(signal));
  }
}
