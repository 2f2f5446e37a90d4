import type { Digest } from '@strake/core';
import { formatPlatform, type ImageConfig, OciError, parseReference } from '@strake/oci';
import { isDangling } from './dangling.ts';
import { idOf } from './find-image.ts';
import type { StoredImage } from './image-records.ts';
import { type LayerSize, layerSize, sumOf } from './layer-size.ts';
import type { StoreContext } from './store-context.ts';
import { storedConfigs } from './stored-parts.ts';

/** A line of `strake images`. */
export interface ImageSummary {
  /** Normalised. Absent for one that has none: it goes with the next `prune`. */
  readonly name?: string;
  /** Digest of the configuration, or of the index over several platforms. */
  readonly id: string;
  /** Digest of the manifest or index, once it has been packed or pulled. */
  readonly digest?: string;
  readonly platforms: readonly string[];
  /** RFC 3339. */
  readonly created?: string;
  /** Bytes of its layers, uncompressed; a layer that several platforms share counts once. */
  readonly size: number;
  /** Bytes of those layers, as they came, that `size` does not count: nobody has unpacked them. */
  readonly packedSize?: number;
}

/** An image with its configurations. */
export interface ImageDetails extends ImageSummary {
  /** All names it has in the store. */
  readonly names: readonly string[];
  /** `REPOSITORY@DIGEST`, as Docker's RepoDigests. */
  readonly digests: readonly string[];
  readonly images: readonly DescribedPlatform[];
}

export interface DescribedPlatform {
  readonly id: string;
  readonly platform: string;
  readonly config: ImageConfig;
  readonly layers: readonly DescribedLayer[];
}

export interface DescribedLayer extends LayerSize {
  readonly diffId: string;
}

/** One whose content is gone has no platforms. */
export async function summarize(image: StoredImage, context: StoreContext): Promise<ImageSummary> {
  const configs = await storedConfigs(image, context).catch(unlessGone);
  const diffIds = [...new Set(configs.flatMap((config) => config.rootfs.diff_ids))];
  const { size, packedSize } = sumOf(await Promise.all(diffIds.map((diffId) => sizeIn(diffId, context))));
  const created = configs[0]?.created;
  return {
    ...(isDangling(image) ? {} : { name: image.name }),
    id: idOf(image),
    ...(image.root ? { digest: image.root.digest } : {}),
    platforms: configs.map(formatPlatform),
    ...(created === undefined ? {} : { created }),
    size,
    ...(packedSize === 0 ? {} : { packedSize }),
  };
}

export async function describe(image: StoredImage, context: StoreContext): Promise<ImageDetails> {
  const configs = await storedConfigs(image, context);
  const all = (await context.images.list()).filter((other) => idOf(other) === idOf(image));
  const images = await Promise.all(
    configs.map(async (config, i) => ({
      id: image.configs[i] as string,
      platform: formatPlatform(config),
      config,
      layers: await Promise.all(
        config.rootfs.diff_ids.map(async (diffId) => ({ diffId, ...(await sizeIn(diffId, context)) })),
      ),
    })),
  );
  return {
    ...(await summarize(image, context)),
    names: all.filter((other) => !isDangling(other)).map(({ name }) => name),
    digests: [...new Set(all.flatMap(repositoryDigest))],
    images,
  };
}

function unlessGone(error: unknown): readonly [] {
  if (error instanceof OciError && error.code === 'BLOB_NOT_FOUND') return [];
  throw error;
}

function repositoryDigest({ name, root }: StoredImage): readonly string[] {
  const reference = parseReference(name);
  return root && reference.ok ? [`${reference.value.registry}/${reference.value.repository}@${root.digest}`] : [];
}

/** Of one that is still in its registry, what was said of it there. */
async function sizeIn(diffId: Digest, { store }: StoreContext): Promise<LayerSize> {
  const layer = await store.layers.get(diffId);
  if (layer) return layerSize(layer, store);
  const announced = await store.layers.announced(diffId);
  return announced ? { packedSize: announced.size } : {};
}
