import { type Digest, hexOf, isDigest } from '@strake/core';
import { decodeDescriptor, type Descriptor, digestOf, type RecordStore } from '@strake/oci';
import { nodeHasher } from '@strake/oci/node';

/** An image that the store keeps by name. */
export interface StoredImage {
  /** Normalised. */
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

/** Images by name: what `strake images` lists, and what the removal of unused content keeps. */
export interface ImageRecords {
  get(name: string): Promise<StoredImage | undefined>;
  put(image: StoredImage): Promise<void>;
  /** Whether there was one. */
  delete(name: string): Promise<boolean>;
  /** Sorted by name. */
  list(): Promise<readonly StoredImage[]>;
}

const KIND = 'image';

export function imageRecords(records: RecordStore): ImageRecords {
  const get = async (name: string): Promise<StoredImage | undefined> => decode(await records.get(KIND, keyOf(name)));
  return {
    get,
    put: (image) => records.put(KIND, keyOf(image.name), { named: new Date().toISOString(), ...image }),
    delete: async (name) => {
      const there = (await get(name)) !== undefined;
      if (there) await records.delete(KIND, keyOf(name));
      return there;
    },
    list: async () => {
      const images: StoredImage[] = [];
      for await (const key of records.list(KIND)) {
        const image = decode(await records.get(KIND, key));
        if (image) images.push(image);
      }
      return images.sort((a, b) => (a.name < b.name ? -1 : 1));
    },
  };
}

function keyOf(name: string): string {
  return hexOf(digestOf(new TextEncoder().encode(name), nodeHasher));
}

/** A record that cannot be read is as good as none. */
function decode(value: unknown): StoredImage | undefined {
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
