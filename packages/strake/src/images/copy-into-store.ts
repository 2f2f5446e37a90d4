import { type ByteStream, bytes as streamOf, collect, type Digest } from '@strake/core';
import {
  atMost,
  CONFIG_LIMIT,
  decodeConfig,
  decodeManifest,
  type Descriptor,
  digestOf,
  type ImageReader,
  type Manifest,
  MediaType,
  unpacked,
  verifyBlob,
  verifying,
} from '@strake/oci';
import { nodeCodecs, nodeHasher } from '@strake/oci/node';
import type { StoreContext } from './store-context.ts';

/** An index may name indexes; deeper is a loop or an attack. */
const DEPTH = 4;

/** Copies an image with all it refers to into the store; the result are its configurations. Every byte is verified. */
export async function copyIntoStore(
  reader: ImageReader,
  root: Descriptor,
  { store }: Pick<StoreContext, 'store'>,
  signal: AbortSignal,
): Promise<readonly Digest[]> {
  const configs = new Set<Digest>();
  await visit(root, DEPTH);
  return [...configs];

  async function visit(descriptor: Descriptor, depth: number): Promise<void> {
    const bytes = await reader.manifest(descriptor, signal);
    verifyBlob({ digest: digestOf(bytes, nodeHasher), size: bytes.byteLength }, descriptor);
    const document = decodeManifest(bytes, descriptor.mediaType);
    if (document.kind === 'manifest') await copyManifest(document.manifest);
    else if (depth > 0) for (const entry of document.index.manifests) await visit(entry, depth - 1);
    await store.content.write(streamOf(bytes), { digest: descriptor.digest }, signal);
  }

  async function copyManifest({ config, layers }: Manifest): Promise<void> {
    await store.content.write(reader.blob(config, signal), config, signal);
    const isImage = config.mediaType === MediaType.config || config.mediaType === MediaType.dockerConfig;
    const diffIds = isImage
      ? decodeConfig(await collect(store.content.read(config.digest), CONFIG_LIMIT)).rootfs.diff_ids
      : [];
    await sharedOut([...layers.entries()], async ([i, layer], abort) => {
      await store.content.write(reader.blob(layer, abort), layer, abort);
      const diffId = diffIds[i];
      if (diffId !== undefined) await announce(diffId, layer);
    });
    if (isImage) configs.add(config.digest);
  }

  /** Some at a time; the first that fails ends the others. */
  async function sharedOut<T>(
    items: readonly T[],
    work: (item: T, abort: AbortSignal) => Promise<void>,
  ): Promise<void> {
    const waiting = [...items];
    const failed = new AbortController();
    const abort = AbortSignal.any([signal, failed.signal]);
    const worker = async (): Promise<void> => {
      for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item, abort);
    };
    const workers = Array.from({ length: PARALLEL }, worker);
    try {
      await Promise.all(workers);
    } catch (error) {
      failed.abort(error);
      await Promise.allSettled(workers);
      throw error;
    }
  }

  /** A layer that unpacks to something else than its image says must not become that layer for other images. */
  async function announce(diffId: Digest, layer: Descriptor): Promise<void> {
    const known = await store.layers.get(diffId);
    if (known?.packed?.digest === layer.digest) return;
    const read = (abort?: AbortSignal): ByteStream => store.content.read(layer.digest, abort && { signal: abort });
    const tar = atMost(unpacked(read(signal), nodeCodecs(), signal), LAYER_LIMIT, `layer ${layer.digest}`);
    for await (const _ of verifying(tar, { digest: diffId }, nodeHasher)) signal.throwIfAborted();
    if (!known) await store.layers.remember(diffId, layer, read);
  }
}

/** Layers that come at the same time. */
const PARALLEL = 4;
/** Bytes of one uncompressed layer, as the store has it. */
const LAYER_LIMIT = 64 * 2 ** 30;
