import { type ByteStream, collect, type CreateHasher } from '@strake/core';
import { OciError } from '../error.ts';
import { digestOf } from '../hash/sha256.ts';
import {
  CONFIG_LIMIT,
  decodeConfig,
  decodeManifest,
  type Descriptor,
  formatPlatform,
  type ImageConfig,
  type ImageIndex,
  type Manifest,
  MANIFEST_LIMIT,
  MediaType,
  type Platform,
  platformRank,
} from '../model/index.ts';
import type { LayerStore } from '../store/layer-store.ts';
import type { BlobReader } from '../store/store.ts';
import { verifyBlob } from '../store/verify-blob.ts';
import type { Image } from './image.ts';

/** Where images come from: a registry's repository, a layout, a store. Nothing it gives is believed. */
export interface ImageReader {
  manifest(descriptor: Descriptor, signal?: AbortSignal): Promise<Uint8Array>;
  blob(descriptor: Descriptor, signal?: AbortSignal): ByteStream;
}

/** A store as a place to read images from. What is damaged there is `BLOB_DAMAGED`. */
export function contentReader(content: BlobReader): ImageReader {
  const blob = (descriptor: Descriptor, signal?: AbortSignal): ByteStream =>
    content.read(descriptor.digest, { verify: true, ...(signal && { signal }) });
  return { blob, manifest: (descriptor, signal) => collect(blob(descriptor, signal), MANIFEST_LIMIT) };
}

export interface ReadImageOptions {
  readonly layers: LayerStore;
  readonly createHasher: CreateHasher;
  readonly signal?: AbortSignal;
  /** Hears which layers the image has before its configuration is read: their bytes can be asked for at the same time. */
  readonly onLayers?: ((packed: readonly Descriptor[]) => void) | undefined;
}

/** A manifest for one platform with its configuration: all of an image but its layers. */
export interface ImageManifest {
  readonly descriptor: Descriptor;
  readonly manifest: Manifest;
  readonly config: ImageConfig;
}

/** An index may name indexes; deeper is a loop or an attack. */
const DEPTH = 4;

/**
 * The image for `platform` behind `root`, a manifest or an index. Manifests and configuration are read and verified now,
 * layers when somebody needs them. Throws `IMAGE_NOT_FOUND` (no such platform), `MANIFEST_INVALID`, `CONFIG_INVALID`,
 * `BLOB_MISMATCH`.
 */
export async function readImage(
  reader: ImageReader,
  root: Descriptor,
  platform: Platform,
  options: ReadImageOptions,
): Promise<Image> {
  const { descriptor, manifest, config } = await readManifest(reader, root, platform, options);
  const diffIds = config.rootfs.diff_ids;
  const layers = await Promise.all(
    manifest.layers.map((packed, i) =>
      options.layers.remember(diffIds[i] as (typeof diffIds)[number], packed, (signal) => reader.blob(packed, signal)),
    ),
  );
  return { config, layers, manifest: descriptor };
}

/** As `readImage`, without the layers. */
export async function readManifest(
  reader: ImageReader,
  root: Descriptor,
  platform: Platform,
  options: Options,
): Promise<ImageManifest> {
  let descriptor = root;
  for (let depth = 0; depth < DEPTH; depth += 1) {
    const document = decodeManifest(await verified(reader, descriptor, options), descriptor.mediaType);
    if (document.kind === 'index') {
      descriptor = await select(reader, document.index, platform, options);
    } else {
      const { manifest } = document;
      options.onLayers?.(manifest.layers);
      return { descriptor, manifest, config: await readConfig(reader, manifest, options) };
    }
  }
  throw new OciError('MANIFEST_INVALID', `${root.digest}: indexes nested more than ${DEPTH} deep`);
}

type Options = Pick<ReadImageOptions, 'createHasher' | 'signal' | 'onLayers'>;

async function verified(reader: ImageReader, descriptor: Descriptor, options: Options): Promise<Uint8Array> {
  if (descriptor.size > MANIFEST_LIMIT)
    throw new OciError('LIMIT_EXCEEDED', `manifest ${descriptor.digest} of ${descriptor.size} bytes`);
  const bytes = await reader.manifest(descriptor, options.signal);
  verifyBlob({ digest: digestOf(bytes, options.createHasher), size: bytes.byteLength }, descriptor);
  return bytes;
}

/** The best entry for the platform. Entries without one are looked at when nothing else fits, as containerd does. */
async function select(
  reader: ImageReader,
  index: ImageIndex,
  platform: Platform,
  options: Options,
): Promise<Descriptor> {
  const ranked = index.manifests
    .filter((entry) => entry.platform !== undefined && !isAttestation(entry))
    .map((entry) => ({ entry, rank: platformRank(platform, entry.platform as Platform) }))
    .filter((found): found is { entry: Descriptor; rank: number } => found.rank !== undefined)
    .sort((a, b) => a.rank - b.rank);
  if (ranked[0]) return ranked[0].entry;
  for (const entry of index.manifests) {
    if (entry.platform || isAttestation(entry)) continue;
    if (entry.mediaType === MediaType.index || entry.mediaType === MediaType.dockerManifestList) return entry;
    const { config } = await readManifest(reader, entry, platform, { ...options, onLayers: undefined });
    if (platformRank(platform, config) !== undefined) return entry;
  }
  const found = index.manifests.flatMap((entry) => (entry.platform ? [formatPlatform(entry.platform)] : []));
  throw new OciError('IMAGE_NOT_FOUND', `no image for ${formatPlatform(platform)} in the index`, {
    hint: found.length > 0 ? `it has ${found.slice(0, 20).join(', ')}` : 'it names no platforms',
    data: { platform: formatPlatform(platform), found },
  });
}

function isAttestation({ annotations, platform }: Descriptor): boolean {
  return annotations?.['vnd.docker.reference.type'] !== undefined || platform?.os === 'unknown';
}

async function readConfig(reader: ImageReader, manifest: Manifest, options: Options): Promise<ImageConfig> {
  const { config, layers } = manifest;
  if (config.mediaType !== MediaType.config && config.mediaType !== MediaType.dockerConfig)
    throw new OciError('MANIFEST_INVALID', `not an image: its configuration is of type ${config.mediaType}`);
  if (config.size > CONFIG_LIMIT) throw new OciError('LIMIT_EXCEEDED', `image configuration of ${config.size} bytes`);
  const bytes = await collectUpTo(reader.blob(config, options.signal), config);
  verifyBlob({ digest: digestOf(bytes, options.createHasher), size: bytes.byteLength }, config);
  const decoded = decodeConfig(bytes);
  const count = decoded.rootfs.diff_ids.length;
  if (count !== layers.length)
    throw new OciError(
      'CONFIG_INVALID',
      `${layers.length} layers in the manifest, ${count} diffIDs in the configuration`,
    );
  return decoded;
}

async function collectUpTo(data: ByteStream, expect: Descriptor): Promise<Uint8Array> {
  try {
    return await collect(data, expect.size);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new OciError('BLOB_MISMATCH', `blob ${expect.digest}: more than its ${expect.size} bytes`, { cause: error });
  }
}
