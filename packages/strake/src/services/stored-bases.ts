import { type ByteStream, hexOf } from '@strake/core';
import {
  contentReader,
  decodeDescriptor,
  type Descriptor,
  digestOf,
  formatPlatform,
  formatReference,
  type Image,
  type ImageReader,
  MediaType,
  OciError,
  parseReference,
  type Platform,
  platformRank,
  readImage,
  readManifest,
} from '@strake/oci';
import { nodeHasher } from '@strake/oci/node';
import type { ImageQuery } from '@strake/planner';
import { isDangling } from '../images/dangling.ts';
import type { ImageRecords, StoredImage } from '../images/image-records.ts';
import { isMissing } from '../images/is-missing.ts';
import type { StoreContext } from '../images/store-context.ts';
import { storedConfigs, storedImages } from '../images/stored-parts.ts';

/** A base image that the store has. */
export interface StoredBase {
  /** `manifest` names it: the configuration of one that was built here, as its manifest depends on how it is packed. */
  readonly image: Image & { readonly manifest: Descriptor };
  /** Where layers that were never fetched come from. */
  readonly sources: readonly string[];
}

/** Base images from the store: those that have a name there, and those that were fetched for earlier builds. */
export interface StoredBases {
  /** The image of that name, or that dangling one. As in Docker it goes before the registry's, unless the platform is another. */
  named(query: ImageQuery, signal: AbortSignal): Promise<StoredBase | undefined>;
  /** Platforms that the image of that name is for; none where there is no such image. */
  platforms(ref: string): Promise<readonly string[]>;
  /** Whether a registry has given something for the query before. */
  knows(query: ImageQuery): Promise<boolean>;
  /** What a registry gave for the query the last time. */
  earlier(query: ImageQuery, signal: AbortSignal): Promise<StoredBase | undefined>;
  /** Keeps what a registry gave for `earlier`. */
  remember(query: ImageQuery, manifest: Descriptor): Promise<void>;
}

const KIND = 'base';

export function storedBases(context: StoreContext): StoredBases {
  const { store, images } = context;
  const options = { layers: store.layers, createHasher: nodeHasher };
  return {
    async named({ ref, platform }, signal) {
      const found = await storedImage(ref, images);
      const base = found && (await storedBase(found, platform, context, signal).catch(unlessMissing));
      if (base || !isDangling({ name: ref })) return base;
      throw notWhole();
    },
    async platforms(ref) {
      const found = await storedImage(ref, images);
      const configs = found === undefined ? [] : await storedConfigs(found, context).catch(unlessMissing);
      return (configs ?? []).map(formatPlatform);
    },
    knows: async (query) => (await store.records.get(KIND, keyOf(query))) !== undefined,
    async earlier(query, signal) {
      const manifest = descriptorOf(await store.records.get(KIND, keyOf(query)));
      if (!manifest || !(await store.content.stat(manifest.digest))) return undefined;
      const reader = withoutRegistry(contentReader(store.content), query.ref);
      const reading = readImage(reader, manifest, query.platform, { ...options, signal });
      const image = await reading.catch(unlessMissing);
      return image && { image: { ...image, manifest }, sources: [] };
    },
    async remember(query, { mediaType, digest, size }) {
      const key = keyOf(query);
      const known = descriptorOf(await store.records.get(KIND, key));
      if (known?.digest !== digest) await store.records.put(KIND, key, { mediaType, digest, size });
    },
  };
}

/** No registry knows an image that has no name. */
function notWhole(): OciError {
  return new OciError('IMAGE_NOT_FOUND', 'it is for another platform, or parts of it are gone', {
    hint: 'build it again, or name its platform: --platform',
  });
}

/** An image by its name, or by that of a dangling one. */
async function storedImage(ref: string, images: ImageRecords): Promise<StoredImage | undefined> {
  if (isDangling({ name: ref })) return images.get(ref);
  const reference = parseReference(ref);
  if (!reference.ok) return undefined;
  const { digest, ...name } = reference.value;
  const found = await images.get(formatReference(name));
  return digest === undefined || found?.root?.digest === digest ? found : undefined;
}

async function storedBase(
  stored: StoredImage,
  platform: Platform,
  context: StoreContext,
  signal: AbortSignal,
): Promise<StoredBase | undefined> {
  const { content } = context.store;
  const configs = await storedConfigs(stored, context);
  const ranked = configs
    .map((config, i) => ({ i, config, rank: platformRank(platform, config) }))
    .filter((one) => one.rank !== undefined)
    .sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0));
  const [best] = ranked;
  const digest = best && stored.configs[best.i];
  if (!best || digest === undefined) return undefined;
  const [image] = await storedImages({ ...stored, configs: [digest] }, context, signal);
  if (!image) return undefined;
  const size = (await content.stat(digest))?.size ?? 0;
  const built = { mediaType: MediaType.config, digest, size };
  if (stored.sources || !stored.root) return { image: { ...image, manifest: built }, sources: stored.sources ?? [] };
  const { descriptor } = await readManifest(contentReader(content), stored.root, best.config, {
    createHasher: nodeHasher,
    signal,
  });
  return { image: { ...image, manifest: descriptor }, sources: [] };
}

/** What nobody has fetched, or somebody has removed, is told as what it is: it came to this for want of the registry. */
function withoutRegistry(reader: ImageReader, ref: string): ImageReader {
  return {
    ...reader,
    async *blob(descriptor, signal): ByteStream {
      try {
        yield* reader.blob(descriptor, signal);
      } catch (cause) {
        if (!(cause instanceof OciError) || cause.code !== 'BLOB_NOT_FOUND') throw cause;
        const { digest } = descriptor;
        throw new OciError(cause.code, `${ref}: ${digest} is not in the store, and the registry could not be asked`, {
          cause,
          hint: 'build again when the registry answers: what is missing is fetched then',
          data: { digest },
        });
      }
    },
  };
}

/** A name whose content is gone or damaged is as good as none: the registry is asked. */
function unlessMissing(error: unknown): undefined {
  if (!isMissing(error)) throw error;
}

function keyOf({ ref, platform }: ImageQuery): string {
  const facts = `${ref} ${formatPlatform(platform)} ${platform.osVersion ?? ''}`;
  return hexOf(digestOf(new TextEncoder().encode(facts), nodeHasher));
}

/** A record that is no descriptor is as good as none. */
function descriptorOf(value: unknown): Descriptor | undefined {
  try {
    return value === undefined ? undefined : decodeDescriptor(value, { code: 'MANIFEST_INVALID', at: 'record' });
  } catch {
    return undefined;
  }
}
