import { type ByteStream, bytes as streamOf, collect, type Digest, shareOut } from '@strake/core';
import {
  atMost,
  CONFIG_LIMIT,
  corruptLayer,
  decodeConfig,
  decodeManifest,
  type Descriptor,
  digestOf,
  type ImageReader,
  type Manifest,
  MediaType,
  OciError,
  readIndex,
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
      ? decodeConfig(await collect(store.content.read(config.digest, { verify: true }), CONFIG_LIMIT)).rootfs.diff_ids
      : [];
    if (isImage && diffIds.length !== layers.length) throw misfit(config.digest, layers.length, diffIds.length);
    await shareOut(layers.entries(), { parallel: PARALLEL, signal }, async ([i, layer], abort) => {
      await store.content.write(reader.blob(layer, abort), layer, abort);
      const diffId = diffIds[i];
      if (diffId !== undefined) await announce({ store }, diffId, layer, signal);
    });
    if (isImage) configs.add(config.digest);
  }
}

/** A layer that unpacks to something else than its image says, or that no build can use, must not become that layer. */
async function announce(
  { store }: Pick<StoreContext, 'store'>,
  diffId: Digest,
  layer: Descriptor,
  signal: AbortSignal,
): Promise<void> {
  const known = await store.layers.get(diffId);
  if (known?.packed?.digest === layer.digest) return;
  const read = (abort?: AbortSignal): ByteStream =>
    store.content.read(layer.digest, { verify: true, ...(abort && { signal: abort }) });
  const verified = (): ByteStream => {
    const tar = atMost(unpacked(read(signal), nodeCodecs(), signal), LAYER_LIMIT, `layer ${layer.digest}`);
    return verifying(tar, { digest: diffId }, nodeHasher);
  };
  const verify = async (): Promise<void> => {
    for await (const _ of verified()) signal.throwIfAborted();
  };
  try {
    // Attestations have layers of other kinds.
    if (!layer.mediaType.includes('.tar')) await verify();
    else
      await readIndex(verified(), diffId, { createHasher: nodeHasher, signal }).catch(async (error: unknown) => {
        // That these are other bytes is the better reason.
        await verify();
        throw error;
      });
  } catch (error) {
    throw corruptLayer(layer.digest, diffId, error) ?? error;
  }
  if (!known) await store.layers.remember(diffId, layer, read);
}

function misfit(config: Digest, layers: number, diffIds: number): OciError {
  return new OciError('CONFIG_INVALID', `image ${config} has ${layers} layers, but its configuration has ${diffIds}`, {
    data: { config, layers, diffIds },
  });
}

/** Layers that come at the same time. */
const PARALLEL = 4;
/** Bytes of one uncompressed layer, as the store has it. */
const LAYER_LIMIT = 64 * 2 ** 30;
