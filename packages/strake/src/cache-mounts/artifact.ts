import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { bytes as streamOf, collect, type Digest, hexOf } from '@strake/core';
import {
  CONFIG_LIMIT,
  decodeManifest,
  type Descriptor,
  digestOf,
  encodeManifest,
  type ImageReader,
  MediaType,
  type PackedImage,
  parseReference,
  verifyBlob,
} from '@strake/oci';
import { type DiskStore, nodeHasher, openLayout, writeLayout } from '@strake/oci/node';
import type { RegistryClient } from '@strake/registry';
import { taggedReference } from '../output/image-names.ts';
import { pushPacked } from '../output/push-packed.ts';
import type { CacheMountsPlace } from './cache-mounts-place.ts';
import { type CacheMountsSource, LARGEST_CACHE, MOST_CACHES, readCache } from './stored-cache.ts';

/** The configuration of the artifact: what its layers, in their order, are caches of. */
const CACHE_MOUNTS_TYPE = 'application/vnd.strake.cache-mounts.config.v1+json';

export type ArtifactPlace = Exclude<CacheMountsPlace, { type: 'directory' }>;

/** What an OCI layout or a registry holds. Throws an `Error` that says why it cannot be used. */
export async function openArtifact(
  place: ArtifactPlace,
  registry: () => RegistryClient,
  signal: AbortSignal,
): Promise<CacheMountsSource> {
  const { reader, root } = await readerOf(place, registry, signal);
  const manifest = await reader.manifest(root, signal);
  verifyBlob({ digest: digestOf(manifest, nodeHasher), size: manifest.byteLength }, root);
  const document = decodeManifest(manifest, root.mediaType);
  const config = document.kind === 'manifest' ? document.manifest.config : undefined;
  if (document.kind !== 'manifest' || config?.mediaType !== CACHE_MOUNTS_TYPE)
    throw new Error('it holds no cache mounts');
  const text = await collect(reader.blob(config, signal), Math.min(config.size, CONFIG_LIMIT));
  verifyBlob({ digest: digestOf(text, nodeHasher), size: text.byteLength }, config);
  const { caches } = JSON.parse(new TextDecoder().decode(text)) as { caches: readonly unknown[] };
  const { layers } = document.manifest;
  if (caches.length !== layers.length || caches.length > MOST_CACHES)
    throw new Error('its list of caches is not its own');
  return {
    caches: caches.map((cache, i) => ({ ...readCache(cache), packed: smallEnough(layers[i] as Descriptor) })),
    read: (descriptor, abort) => reader.blob(descriptor, abort),
  };
}

function smallEnough(descriptor: Descriptor): Descriptor {
  if (descriptor.size <= LARGEST_CACHE) return descriptor;
  throw new Error(`a cache has ${descriptor.size} bytes`);
}

async function readerOf(
  place: ArtifactPlace,
  registry: () => RegistryClient,
  signal: AbortSignal,
): Promise<{ readonly reader: ImageReader; readonly root: Descriptor }> {
  if (place.type === 'oci') {
    const layout = await openLayout(place.path, signal);
    return { reader: layout, root: layout.find() };
  }
  const reference = parseReference(place.ref);
  if (!reference.ok) throw new Error(reference.message);
  const client = registry();
  return { reader: client.reader(reference.value), root: await client.resolve(reference.value, signal) };
}

interface ArtifactContext {
  readonly store: DiskStore;
  readonly registry: () => RegistryClient;
  readonly signal: AbortSignal;
}

/** Writes caches as an OCI artifact. Throws `OPTION_INVALID`, `OUTPUT_FAILED`, `RegistryError`. */
export async function writeArtifact(
  place: ArtifactPlace,
  source: CacheMountsSource,
  { store, registry, signal }: ArtifactContext,
): Promise<void> {
  const packed = await packArtifact(source, store, signal);
  if (place.type === 'oci') return replaceLayout(place.path, packed, signal);
  const to = taggedReference(place.ref, 'cache mounts');
  await pushPacked(packed, to, `the cache mounts ${place.ref}`, { registry, signal });
}

/** Of a layout that holds nothing else, what only the artifact before needs goes. */
async function replaceLayout(directory: string, packed: PackedImage, signal: AbortSignal): Promise<void> {
  const before = await blobsOf(directory, signal).catch(() => []);
  await writeLayout(directory, packed, {}, signal);
  const kept = new Set(packed.blobs.map(({ descriptor }) => descriptor.digest));
  for (const digest of before)
    if (!kept.has(digest)) await rm(join(directory, 'blobs/sha256', hexOf(digest)), { force: true });
}

async function blobsOf(directory: string, signal: AbortSignal): Promise<readonly Digest[]> {
  const layout = await openLayout(directory, signal);
  const [root, ...others] = layout.index.manifests;
  if (root === undefined || others.length > 0) return [];
  const document = decodeManifest(await layout.manifest(root, signal), root.mediaType);
  if (document.kind !== 'manifest' || document.manifest.config.mediaType !== CACHE_MOUNTS_TYPE) return [];
  const { config, layers } = document.manifest;
  return [root, config, ...layers].map(({ digest }) => digest);
}

async function packArtifact(source: CacheMountsSource, store: DiskStore, signal: AbortSignal): Promise<PackedImage> {
  const { content } = store;
  const put = async (mediaType: string, data: Uint8Array): Promise<Descriptor> => ({
    mediaType,
    ...(await content.write(streamOf(data), {}, signal)),
  });
  const caches = source.caches.map(({ packed: _, ...cache }) => cache);
  const layers = source.caches.map(({ packed }) => packed);
  const config = await put(CACHE_MOUNTS_TYPE, new TextEncoder().encode(JSON.stringify({ schema: 1, caches })));
  const root = await put(
    MediaType.manifest,
    encodeManifest({ schemaVersion: 2, mediaType: MediaType.manifest, config, layers }),
  );
  const own = [config, root].map((descriptor) => ({
    descriptor,
    read: (abort?: AbortSignal) => content.read(descriptor.digest, { verify: true, ...(abort && { signal: abort }) }),
  }));
  const blobs = layers.map((descriptor) => ({
    descriptor,
    read: (abort?: AbortSignal) => source.read(descriptor, abort),
  }));
  return { root, config, layers, blobs: [...blobs, ...own] };
}
