import { type ByteStream, collect, type Digest } from '@strake/core';
import {
  CONFIG_LIMIT,
  decodeConfig,
  decodeManifest,
  type Descriptor,
  type Image,
  type ImageConfig,
  type ImageReader,
  type Layer,
  MANIFEST_LIMIT,
  MediaType,
  OciError,
  packImage,
  type PackedBlob,
  type PackedImage,
  packIndex,
  parseReference,
  readImage,
} from '@strake/oci';
import { nodeHasher } from '@strake/oci/node';
import { RegistryError } from '@strake/registry';
import { nameOrId } from './find-image.ts';
import type { StoredImage } from './image-records.ts';
import { isMissing } from './is-missing.ts';
import type { StoreContext } from './store-context.ts';

/** The configurations of a stored image, one per platform. */
export function storedConfigs({ configs }: StoredImage, { store }: StoreContext): Promise<readonly ImageConfig[]> {
  return Promise.all(
    configs.map(async (digest) =>
      decodeConfig(await collect(store.content.read(digest, { verify: true }), CONFIG_LIMIT)),
    ),
  );
}

/** A stored image's platforms with their layers. What was never fetched is found where its base came from. */
export async function storedImages(
  image: StoredImage,
  context: StoreContext,
  signal: AbortSignal,
): Promise<readonly Image[]> {
  const configs = await storedConfigs(image, context);
  const images: Image[] = [];
  for (const config of configs) images.push({ config, layers: await layersOf(config, image, context, signal) });
  return images;
}

/** The layers of one of its configurations, as `storedImages` gives them. Throws `LAYER_NOT_FOUND`. */
export async function layersOf(
  config: ImageConfig,
  image: StoredImage,
  context: StoreContext,
  signal: AbortSignal,
): Promise<readonly Layer[]> {
  const { layers } = context.store;
  const diffIds = config.rootfs.diff_ids;
  const found = await Promise.all(diffIds.map((diffId) => layers.get(diffId)));
  if (found.every((layer) => layer !== undefined)) return found;
  await baseLayers(image, config, context, signal);
  return Promise.all(
    diffIds.map(async (diffId) => {
      const layer = await layers.get(diffId);
      if (layer) return layer;
      throw new OciError('LAYER_NOT_FOUND', `${image.name}: layer ${diffId} is not in the store`, {
        hint: 'build or pull the image again',
        data: { diffId },
      });
    }),
  );
}

function neverFetched(image: StoredImage, base: string, cause: RegistryError): RegistryError {
  const { code, message, retryable } = cause;
  return new RegistryError(code, `${nameOrId(image)} has layers of ${base} that nobody needed yet: ${message}`, {
    cause,
    hint: 'they are fetched by the first who needs them, or by strake pull, while the registry answers',
    retryable,
  });
}

/** A reader that explains why its registry is asked, where that cannot be reached. */
function explaining(reader: ImageReader, explain: (error: RegistryError) => RegistryError): ImageReader {
  return {
    ...reader,
    async *blob(descriptor, signal): ByteStream {
      try {
        yield* reader.blob(descriptor, signal);
      } catch (error) {
        throw error instanceof RegistryError && error.code === 'UNREACHABLE' ? explain(error) : error;
      }
    },
  };
}

/** Layers of an image's bases in registries, which may have what the store has not; they are announced to it. */
async function baseLayers(
  image: StoredImage,
  config: ImageConfig,
  { registry, store }: StoreContext,
  signal: AbortSignal,
): Promise<readonly Layer[]> {
  const layers: Layer[] = [];
  for (const source of image.sources ?? []) {
    const reference = parseReference(source);
    if (!reference.ok) continue;
    const client = registry();
    const root = await client.resolve(reference.value, signal);
    const options = { layers: store.layers, createHasher: nodeHasher, signal };
    const registered = client.reader(reference.value, { unverified: true, reuse: true });
    const reader = explaining(registered, (cause) => neverFetched(image, source, cause));
    layers.push(...(await readImage(reader, root, config, options)).layers);
  }
  return layers;
}

/** A stored image ready to leave: packed now, and its digest remembered, unless it has been before. */
export async function packedStored(
  image: StoredImage,
  context: StoreContext,
  signal: AbortSignal,
): Promise<PackedImage> {
  const { store, images } = context;
  const { root } = image;
  if (root && (await store.content.stat(root.digest))) {
    const blobs = await collectBlobs(root, image, context, signal).catch(unlessMade(image));
    if (blobs) return blobs;
  }
  const parts: PackedImage[] = [];
  for (const part of await storedImages(image, context, signal))
    parts.push(await packImage(part, { content: store.content, layers: store.layers, signal }));
  const [only, ...more] = parts;
  if (!only) throw new Error(`${image.name} has no platform`);
  const whole = more.length === 0 ? only : await packIndex(parts, { content: store.content, signal });
  const { mediaType, digest, size } = whole.root;
  const bare = { mediaType, digest, size };
  await images.put({ ...image, root: bare });
  return { ...whole, root: bare };
}

/** Where something is missing of an image that was made here, it is packed once more. */
function unlessMade({ sources }: StoredImage): (error: unknown) => undefined {
  return (error) => {
    if (!isMissing(error) || sources === undefined) throw error;
  };
}

/** What a stored manifest or index refers to. */
async function collectBlobs(
  root: Descriptor,
  image: StoredImage,
  context: StoreContext,
  signal: AbortSignal,
): Promise<PackedImage> {
  const { content } = context.store;
  const blobs = new Map<Digest, PackedBlob>();
  const stored = (descriptor: Descriptor): PackedBlob => ({
    descriptor,
    read: (abort) => content.read(descriptor.digest, { verify: true, ...(abort && { signal: abort }) }),
  });
  const visit = async (descriptor: Descriptor): Promise<Pick<PackedImage, 'config' | 'layers'>> => {
    const bytes = await collect(content.read(descriptor.digest, { verify: true }), MANIFEST_LIMIT);
    const document = decodeManifest(bytes, descriptor.mediaType);
    if (document.kind === 'index') {
      for (const entry of document.index.manifests) await visit(entry);
      blobs.set(descriptor.digest, stored(descriptor));
      return {};
    }
    const { config, layers } = document.manifest;
    for (const layer of layers) {
      const here = await content.stat(layer.digest);
      blobs.set(layer.digest, here ? stored(layer) : await fetchable(layer, image, context, signal));
    }
    for (const blob of [config, descriptor]) blobs.set(blob.digest, stored(blob));
    return isImage(config) ? { config, layers } : {};
  };
  const parts = await visit(root);
  return { root, ...parts, blobs: [...blobs.values()] };
}

function isImage({ mediaType }: Descriptor): boolean {
  return mediaType === MediaType.config || mediaType === MediaType.dockerConfig;
}

/** A layer in the form that a manifest names, which may be another than the store has. */
async function fetchable(
  descriptor: Descriptor,
  image: StoredImage,
  context: StoreContext,
  signal: AbortSignal,
): Promise<PackedBlob> {
  const isIt = ({ packed }: Layer): boolean => packed?.digest === descriptor.digest;
  for (const { config, layers } of await storedImages(image, context, signal)) {
    const layer = layers.find(isIt) ?? (await baseLayers(image, config, context, signal)).find(isIt);
    if (layer?.packedBytes) return { descriptor, read: (abort) => layer.packedBytes?.(abort) as never };
  }
  throw new OciError('LAYER_NOT_FOUND', `${image.name}: layer ${descriptor.digest} is not in the store`, {
    hint: 'build or pull the image again',
  });
}
