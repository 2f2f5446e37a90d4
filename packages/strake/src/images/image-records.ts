import { type Digest, hexOf, isDigest } from '@strake/core';
import { decodeDescriptor, type Descriptor, digestOf, type RecordStore } from '@strake/oci';
import { nodeHasher } from '@strake/oci/node';
import { danglingName, isDangling } from './dangling.ts';

/** An image that the store keeps. */
export interface StoredImage {
  /** Normalised; for one that has none see `danglingName`. */
  readonly name: string;
  /** Configurations, one per platform, in the order of the build. */
  readonly configs: readonly Digest[];
  /** Its manifest or index once it has been packed or pulled: what its digest is. */
  readonly root?: Descriptor;
  /** Images in registries that hold the layers that were never fetched: its bases. */
  readonly sources?: readonly string[];
  /** RFC 3339: when it got the name. */
  readonly named?: string;
}

/** Images by name: what `strake images` lists. The removal of unused content keeps those that have one. */
export interface ImageRecords {
  get(name: string): Promise<StoredImage | undefined>;
  /** What gets a name is dangling no more. */
  put(image: StoredImage): Promise<void>;
  /** Whether there was one. */
  delete(name: string): Promise<boolean>;
  /** Sorted by name; after them those that have none. */
  list(): Promise<readonly StoredImage[]>;
}

export const IMAGE_KIND = 'image';

export function imageRecords(records: RecordStore): ImageRecords {
  const get = async (name: string): Promise<StoredImage | undefined> =>
    decodeImage(await records.get(IMAGE_KIND, keyOf(name)));
  const release = ({ configs }: StoredImage): Promise<void> => records.delete(IMAGE_KIND, keyOf(danglingName(configs)));
  return {
    get,
    async put(image) {
      await records.put(IMAGE_KIND, keyOf(image.name), { named: new Date().toISOString(), ...image });
      if (!isDangling(image)) await release(image);
    },
    async delete(name) {
      const image = await get(name);
      if (image === undefined) return false;
      await records.delete(IMAGE_KIND, keyOf(name));
      await release(image);
      return true;
    },
    list: async () => {
      const images: StoredImage[] = [];
      for await (const key of records.list(IMAGE_KIND)) {
        const image = decodeImage(await records.get(IMAGE_KIND, key));
        if (image) images.push(image);
      }
      const named = images.filter((image) => !isDangling(image)).sort((a, b) => (a.name < b.name ? -1 : 1));
      const known = new Set(named.map(({ configs }) => configs.join()));
      const dangling = images.filter((image) => isDangling(image) && !known.has(image.configs.join()));
      return [...named, ...dangling.sort((a, b) => ((a.named ?? '') > (b.named ?? '') ? -1 : 1))];
    },
  };
}

function keyOf(name: string): string {
  return hexOf(digestOf(new TextEncoder().encode(name), nodeHasher));
}

/** A record that cannot be read is as good as none. */
export function decodeImage(value: unknown): StoredImage | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { name, configs, root, sources, named } = value as Partial<Record<keyof StoredImage, unknown>>;
  if (typeof name !== 'string' || !Array.isArray(configs)) return undefined;
  if (!configs.every((config) => typeof config === 'string' && isDigest(config))) return undefined;
  try {
    return {
      name,
      configs,
      ...(root === undefined
        ? {}
        : { root: decodeDescriptor(root, { code: 'MANIFEST_INVALID', at: `the record of ${name}` }) }),
      ...(Array.isArray(sources) ? { sources: sources.filter((source) => typeof source === 'string') } : {}),
      ...(typeof named === 'string' ? { named } : {}),
    };
  } catch {
    return undefined;
  }
}
