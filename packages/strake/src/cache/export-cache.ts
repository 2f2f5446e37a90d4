import { type ByteStream, bytes as streamOf, counted, type Digest } from '@strake/core';
import type { CacheRecord } from '@strake/executor';
import {
  type Descriptor,
  encodeManifest,
  MediaType,
  OciError,
  type PackedBlob,
  type PackedImage,
  type Packing,
} from '@strake/oci';
import { type DiskStore, writeLayout } from '@strake/oci/node';
import type { RegistryClient } from '@strake/registry';
import { taggedReference } from '../output/image-names.ts';
import { pushPacked } from '../output/push-packed.ts';
import type { TargetImage } from '../output/target-image.ts';
import { whileNoted } from '../output/unfinished.ts';
import { CACHE_CONFIG_TYPE, encodeCacheConfig } from './cache-config.ts';
import type { CacheTarget } from './cache-place.ts';
import type { SharedCache } from './shared-cache.ts';

/** What a build leaves for others. */
export interface CacheExport {
  readonly store: DiskStore;
  readonly registry: () => RegistryClient;
  /** What the build found or made. */
  readonly used: ReadonlyMap<Digest, CacheRecord>;
  /** Indexes that caches elsewhere have. */
  readonly indexBlob: SharedCache['indexBlob'];
  readonly targets: readonly TargetImage[];
  readonly note: (message: string) => void;
  readonly signal: AbortSignal;
}

/** Writes the cache to every target. Throws `OUTPUT_FAILED`, `RegistryError`. */
export async function exportCaches(targets: readonly CacheTarget[], context: CacheExport): Promise<void> {
  for (const target of targets) {
    try {
      await exportWhatIsThere(target, context);
    } catch (error) {
      if (!target.ignoreError || context.signal.aborted) throw error;
      context.note(`the cache could not be written: ${(error as Error).message}`);
    }
  }
}

/** A layer that a cache elsewhere told of, and does not have, is left out with the steps that made it: the build has succeeded. */
async function exportWhatIsThere(target: CacheTarget, context: CacheExport): Promise<void> {
  const lost = new Map<Digest, unknown>();
  for (;;) {
    const known = lost.size;
    try {
      return await exportCache(target, context, lost);
    } catch (error) {
      if (lost.size === known || context.signal.aborted) throw error;
      const why = [...lost.values()].slice(known).map((cause) => (cause as Error).message);
      context.note(`a step is left out of the cache: ${why.join('; ')}`);
    }
  }
}

/** Adds to `lost` the layers that cannot be read, and does without those that are in it. */
async function exportCache(target: CacheTarget, context: CacheExport, lost: Map<Digest, unknown>): Promise<void> {
  const { registry, signal, note } = context;
  const packed = await packCache(target, context, lost);
  if (!packed) return note('there is nothing to write into the cache');
  if (target.type === 'local') {
    const write = (): Promise<void> => writeLayout(target.dest, packed, {}, signal);
    await whileNoted({ kind: 'layout', path: target.dest }, context.store, write);
    note(`wrote the cache ${target.dest}: ${counted(packed.layers?.length ?? 0, 'layer')}`);
    return;
  }
  const to = taggedReference(target.ref, 'a cache');
  await pushPacked(packed, to, `the cache ${target.ref}`, { registry, signal });
  note(`pushed the cache ${target.ref}: ${counted(packed.layers?.length ?? 0, 'layer')}`);
}

async function packCache(
  target: CacheTarget,
  context: CacheExport,
  lost: Map<Digest, unknown>,
): Promise<PackedImage | undefined> {
  const { store, signal } = context;
  const { content, layers } = store;
  const records = chosen(target, context);
  const diffIds = [...new Set([...records.values()].flatMap((record) => record.layers))].sort();
  const blobs: PackedBlob[] = [];
  const descriptors: Descriptor[] = [];
  const kept: Digest[] = [];
  for (const diffId of diffIds) {
    const layer = lost.has(diffId) ? undefined : await layers.get(diffId);
    if (!layer) continue;
    const descriptor = await layers.pack(layer, packingOf(target), signal).catch((error: unknown) => {
      lose(diffId, error);
      throw error;
    });
    const fetch = layer.packed?.digest === descriptor.digest ? layer.packedBytes : undefined;
    blobs.push({
      descriptor,
      read: (abort) =>
        telling(
          fetch?.(abort) ?? content.read(descriptor.digest, { verify: true, ...(abort && { signal: abort }) }),
          (error) => lose(diffId, error),
          abort,
        ),
    });
    descriptors.push(descriptor);
    kept.push(diffId);
  }
  const whole = new Map([...records].filter(([, record]) => record.layers.every((layer) => kept.includes(layer))));
  if (whole.size === 0) return undefined;
  const indexes = await indexesOfBases(context, new Set(kept));
  const config = await put(
    CACHE_CONFIG_TYPE,
    encodeCacheConfig({
      records: new Map([...namesOf(records, context), ...whole]),
      layers: kept,
      indexes: [...indexes.keys()],
    }),
  );
  const parts = [...descriptors, ...[...indexes.values()].map(({ descriptor }) => descriptor)];
  const root = await put(
    MediaType.manifest,
    encodeManifest({ schemaVersion: 2, mediaType: MediaType.manifest, config, layers: parts }),
  );
  blobs.push(...indexes.values(), ...[config, root].map((descriptor) => storedBlob(content, descriptor)));
  return { root, config, layers: descriptors, blobs };

  function lose(diffId: Digest, error: unknown): void {
    if (!(error instanceof OciError && error.code === 'STORE_FAILED')) lost.set(diffId, error);
  }

  async function put(mediaType: string, data: Uint8Array): Promise<Descriptor> {
    return { mediaType, ...(await content.write(streamOf(data), {}, signal)) };
  }
}

/** Tells what the data failed with, unless they only ended because something else had failed. */
async function* telling(data: ByteStream, tell: (error: unknown) => void, abort?: AbortSignal): ByteStream {
  try {
    yield* data;
  } catch (error) {
    if (!abort?.aborted) tell(error);
    throw error;
  }
}

/** What is known of the images' layers that are not in the cache: a COPY elsewhere need not fetch the base to know it. */
async function indexesOfBases(
  { targets, store, indexBlob }: CacheExport,
  kept: ReadonlySet<Digest>,
): Promise<ReadonlyMap<Digest, PackedBlob>> {
  const indexes = new Map<Digest, PackedBlob>();
  for (const layer of targets.flatMap(({ image }) => image.layers)) {
    if (kept.has(layer.diffId)) continue;
    const stored = await layer.storedIndex?.();
    const index = stored ? storedBlob(store.content, stored) : await indexBlob(layer.diffId);
    if (index) indexes.set(layer.diffId, { ...index, descriptor: bare(index.descriptor) });
  }
  return indexes;
}

function storedBlob(content: DiskStore['content'], descriptor: Descriptor): PackedBlob {
  return { descriptor, read: (signal) => content.read(descriptor.digest, { verify: true, ...(signal && { signal }) }) };
}

function bare({ mediaType, digest, size }: Descriptor): Descriptor {
  return { mediaType, digest, size };
}

/** All records, or those whose layers are the images'. */
function chosen({ mode = 'min' }: CacheTarget, { used, targets }: CacheExport): ReadonlyMap<Digest, CacheRecord> {
  const own = new Set(targets.flatMap(({ image }) => image.layers.map(({ diffId }) => diffId)));
  const isChosen = ({ layers, named }: CacheRecord): boolean =>
    !named && (mode === 'max' || layers.every((layer) => own.has(layer)));
  return new Map([...used].filter(([, record]) => isChosen(record)));
}

/**
 * The others, without what is for people alone: who knows what they made can look up the steps that use it, and need not
 * run them.
 */
function namesOf(records: ReadonlyMap<Digest, CacheRecord>, { used }: CacheExport): ReadonlyMap<Digest, CacheRecord> {
  const others = [...used].filter(([key]) => !records.has(key));
  return new Map(others.map(([key, { layers, created }]) => [key, { layers, created, label: '' }]));
}

function packingOf({ compression = 'gzip', compressionLevel }: CacheTarget): Packing {
  return { compression, ...(compressionLevel === undefined ? {} : { level: compressionLevel }) };
}
