import { type ByteStream, shareOut } from '@strake/core';
import { OciError } from '../error.ts';
import type { Layer } from '../layer/layer.ts';
import {
  type Descriptor,
  encodeConfig,
  encodeIndex,
  encodeManifest,
  type ImageConfig,
  MediaType,
  normalizePlatform,
  type Platform,
} from '../model/index.ts';
import type { Compression, LayerStore, Packing } from '../store/layer-store.ts';
import type { ContentStore } from '../store/store.ts';
import { fitHistory, validateImage } from './edit.ts';
import type { Image } from './image.ts';

/** Which names manifests and layers go by: OCI's, or Docker's schema 2. */
export type ImageFormat = 'oci' | 'docker';

/** A blob of an image, and how to get its bytes. Nothing is fetched before somebody reads. */
export interface PackedBlob {
  readonly descriptor: Descriptor;
  /** Verified at the end. With `reuse`, the reader keeps no chunk once it has asked for the next: their memory may be used again. */
  read(signal?: AbortSignal, reuse?: boolean): ByteStream;
}

/** An image, or an index of several, ready to leave: every blob named by digest. */
export interface PackedImage {
  /** The manifest, with its platform, or the index. */
  readonly root: Descriptor;
  /** Of a single image. */
  readonly config?: Descriptor;
  readonly layers?: readonly Descriptor[];
  /** Everything reachable from `root`, itself last; one entry per digest. */
  readonly blobs: readonly PackedBlob[];
}

/** Takes layers in their order while they are packed: what an archive is made of. */
export interface LayerIntake {
  /** The place of the next layer. To be disposed of, whatever became of it: those behind it wait for that. */
  next(): LayerPlace;
}

export interface LayerPlace extends AsyncDisposable {
  /** See `PackFollower.chunk`. */
  readonly chunk: (chunk: Uint8Array, ahead: number) => Promise<void>;
  /** Says which blob the chunks were. Reads it when not all of them have come. */
  end(blob: PackedBlob, signal: AbortSignal): Promise<void>;
}

export interface PackImageOptions {
  readonly content: ContentStore;
  readonly layers: LayerStore;
  /** How layers that did not come packed are compressed; default `gzip`. */
  readonly compression?: Compression | Packing;
  /** Default `oci`. */
  readonly format?: ImageFormat;
  /** Annotations of the manifest. */
  readonly annotations?: Readonly<Record<string, string>>;
  /** Gets the layers as they are packed. */
  readonly intake?: LayerIntake | undefined;
  readonly signal?: AbortSignal;
}

/**
 * Packs the layers and writes configuration and manifest into the store. Layers that came packed stay as they are and are
 * not fetched. Throws `CONFIG_INVALID` when the configuration's diffIDs are not the layers'; a history that does not fit is
 * made to (`fitHistory`).
 */
export async function packImage(image: Image, options: PackImageOptions): Promise<PackedImage> {
  validateImage(image);
  const { content, format = 'oci', compression = 'gzip', annotations, signal } = options;
  const names = TYPES[format];
  const packed = await packLayers(image.layers, compression, options);
  const layers = packed.map((descriptor) => ({ ...descriptor, mediaType: layerType(descriptor.mediaType, format) }));
  const config = await put(content, names.config, encodeConfig(fitted(image)), signal);
  const noted = annotations && Object.keys(annotations).length > 0 ? { annotations } : {};
  const manifest = encodeManifest({ schemaVersion: 2, mediaType: names.manifest, config, layers, ...noted });
  const root = { ...(await put(content, names.manifest, manifest, signal)), platform: platformOf(image.config) };
  const blobs = [
    ...layers.map((descriptor, i) => layerBlob(content, descriptor, image.layers[i] as Layer)),
    storedBlob(content, config),
    storedBlob(content, root),
  ];
  return { root, config, layers, blobs: distinct(blobs) };
}

/** Layers at a time, of which one begins when the other is nearly read: it keeps all cores busy but for its end. */
const PARALLEL = 2;

async function packLayers(
  layers: readonly Layer[],
  compression: Compression | Packing,
  { layers: store, content, intake, signal: caller }: PackImageOptions,
): Promise<readonly Descriptor[]> {
  const packed: Descriptor[] = [];
  const turns = layers.map(() => Promise.withResolvers<void>());
  await shareOut(layers.entries(), { parallel: PARALLEL, signal: caller }, async ([i, layer], signal) => {
    const place = intake?.next();
    const nearlyRead = (): void => turns[i]?.resolve();
    try {
      await turns[i - 1]?.promise;
      const descriptor = await store.pack(layer, compression, signal, {
        nearlyRead,
        ...(place && { chunk: place.chunk }),
      });
      nearlyRead();
      await place?.end(layerBlob(content, descriptor, layer), signal);
      packed[i] = descriptor;
    } finally {
      nearlyRead();
      await place?.[Symbol.asyncDispose]();
    }
  });
  return packed;
}

export interface PackIndexOptions {
  readonly content: ContentStore;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** An index of images for several platforms, in the order given. All layers come before the first configuration. */
export async function packIndex(images: readonly PackedImage[], options: PackIndexOptions): Promise<PackedImage> {
  const { content, annotations, signal } = options;
  const document = encodeIndex({
    schemaVersion: 2,
    mediaType: MediaType.index,
    manifests: images.map((image) => image.root),
    ...(annotations && { annotations }),
  });
  const root = await put(content, MediaType.index, document, signal);
  const layers = new Set(images.flatMap((image) => image.layers ?? []).map(({ digest }) => digest));
  const blobs = images.flatMap((image) => image.blobs);
  const isLayer = ({ descriptor }: PackedBlob): boolean => layers.has(descriptor.digest);
  const rest = blobs.filter((blob) => !isLayer(blob));
  return { root, blobs: distinct([...blobs.filter(isLayer), ...rest, storedBlob(content, root)]) };
}

function fitted({ config, layers }: Image): ImageConfig {
  return config.history ? { ...config, history: fitHistory(config.history, layers.length) } : config;
}

const TYPES = {
  oci: { manifest: MediaType.manifest, config: MediaType.config },
  docker: { manifest: MediaType.dockerManifest, config: MediaType.dockerConfig },
} as const;

/** Not in Docker's specification, but what BuildKit writes. */
const DOCKER_LAYER_ZSTD = 'application/vnd.docker.image.rootfs.diff.tar.zstd';

const DOCKER_LAYERS: Readonly<Record<string, string>> = {
  [MediaType.layer]: 'application/vnd.docker.image.rootfs.diff.tar',
  [MediaType.layerGzip]: MediaType.dockerLayerGzip,
  [MediaType.dockerLayerGzip]: MediaType.dockerLayerGzip,
  [MediaType.layerZstd]: DOCKER_LAYER_ZSTD,
  [DOCKER_LAYER_ZSTD]: DOCKER_LAYER_ZSTD,
};

function layerType(mediaType: string, format: ImageFormat): string {
  if (format === 'oci') return mediaType;
  const type = DOCKER_LAYERS[mediaType];
  if (type) return type;
  throw new OciError('COMPRESSION_INVALID', `Docker's image format has no layers of type ${mediaType}`, {
    hint: 'use the OCI format, or gzip',
  });
}

function platformOf({ os, architecture, variant, 'os.version': osVersion }: ImageConfig): Platform {
  return normalizePlatform({ os, architecture, ...(variant && { variant }), ...(osVersion && { osVersion }) });
}

async function put(
  content: ContentStore,
  mediaType: string,
  bytes: Uint8Array,
  signal: AbortSignal | undefined,
): Promise<Descriptor> {
  const { digest, size } = await content.write(once(bytes), {}, signal);
  return { mediaType, digest, size };
}

async function* once(bytes: Uint8Array): ByteStream {
  yield bytes;
}

function storedBlob(content: ContentStore, descriptor: Descriptor): PackedBlob {
  return {
    descriptor,
    read: (signal, reuse = false) =>
      content.read(descriptor.digest, { reuse, verify: true, ...(signal && { signal }) }),
  };
}

function layerBlob(content: ContentStore, descriptor: Descriptor, layer: Layer): PackedBlob {
  const stored = storedBlob(content, descriptor);
  if (layer.packed?.digest !== descriptor.digest) return stored;
  return { descriptor, read: (signal, reuse) => layer.packedBytes?.(signal) ?? stored.read(signal, reuse) };
}

function distinct(blobs: readonly PackedBlob[]): readonly PackedBlob[] {
  return [...new Map(blobs.map((blob) => [blob.descriptor.digest, blob])).values()];
}
