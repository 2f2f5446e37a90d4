import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { collect, type Digest, hexOf, isDigest } from '@strake/core';
import { CONFIG_LIMIT, decodeConfig, decodeManifest, MANIFEST_LIMIT, type RecordStore } from '@strake/oci';
import type { DiskStore } from '@strake/oci/node';
import { LAST_BUILD } from '../build-facts/last-build-place.ts';
import { isDangling } from './dangling.ts';
import { IMAGE_KIND, imageRecords, type StoredImage } from './image-records.ts';

/** Kinds of records that say where a layer's forms lie; the keys begin with the hex digest of the layer or of a form. */
export const LAYER_KINDS: readonly string[] = ['layer-index', 'layer-packed', 'layer-origin', 'layer-listing'];

/** Kinds of records that only make things faster, and name nothing. */
export const HINT_KINDS: readonly string[] = ['build', 'checks', 'context-digests', LAST_BUILD];

/** A record of the cache, with what it names. */
export interface CacheEntry {
  readonly kind: string;
  readonly key: string;
  readonly digests: readonly Digest[];
  /** When it was last used or made, RFC 3339, or empty where the record does not say. */
  readonly used: string;
}

/** Finds what records lead to. */
export interface Marker {
  /** All blobs that `digests` lead to, as far as they are here, that are not in `marked` yet; they are added to it. */
  mark(digests: Iterable<Digest>, marked: Set<Digest>): Promise<readonly Digest[]>;
  /** Those that have a name. */
  images(): Promise<readonly StoredImage[]>;
  cache(): Promise<readonly CacheEntry[]>;
}

/** Reads the records about layers once: nothing may change the store meanwhile. */
export async function openMarker({ content, records, directory }: DiskStore): Promise<Marker> {
  const forms = await layerForms(records);
  const visit = async (digest: Digest, marked: Set<Digest>, found: Digest[]): Promise<void> => {
    if (marked.has(digest)) return;
    marked.add(digest);
    found.push(digest);
    for (const form of forms.get(hexOf(digest)) ?? []) await visit(form, marked, found);
    for (const next of await namedIn(digest)) await visit(next, marked, found);
  };
  const namedIn = async (digest: Digest): Promise<readonly Digest[]> => {
    const { size } = (await content.stat(digest)) ?? { size: Infinity };
    if (size > MANIFEST_LIMIT) return [];
    const [first] = await head(content.read(digest, { range: [0, 1] }));
    return first === BRACE ? digestsOfDocument(await collect(content.read(digest), CONFIG_LIMIT)) : [];
  };
  return {
    images: async () => (await imageRecords(records).list()).filter((image) => !isDangling(image)),
    cache: () => cacheEntries(records, cacheKinds(directory)),
    async mark(digests, marked) {
      const found: Digest[] = [];
      for (const digest of digests) await visit(digest, marked, found);
      return found;
    },
  };
}

/** What an image's record names. */
export function digestsOfImage({ configs, root }: StoredImage): readonly Digest[] {
  return [...configs, ...(root ? [root.digest] : [])];
}

const BRACE = '{'.charCodeAt(0);

async function head(data: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  return collect(data, 1);
}

/** What a manifest, an index or a configuration names; nothing for other documents. */
function digestsOfDocument(bytes: Uint8Array): readonly Digest[] {
  try {
    const document = decodeManifest(bytes);
    if (document.kind === 'index') return document.index.manifests.map(({ digest }) => digest);
    const { config, layers } = document.manifest;
    return [config.digest, ...layers.map(({ digest }) => digest)];
  } catch {
    // A configuration, or a file that happens to be JSON.
  }
  try {
    return decodeConfig(bytes).rootfs.diff_ids;
  } catch {
    return [];
  }
}

/** Blobs that hold a form of a layer or are made of one, by the hex digest of the layer or the form. */
async function layerForms(records: RecordStore): Promise<ReadonlyMap<string, readonly Digest[]>> {
  const forms = new Map<string, Digest[]>();
  for (const kind of LAYER_KINDS) {
    for await (const key of records.list(kind)) {
      const hex = key.slice(0, 64);
      forms.set(hex, [...(forms.get(hex) ?? []), ...digestsIn(await records.get(kind, key))]);
    }
  }
  return forms;
}

/** All other kinds belong to the build cache: what their records name is kept as long as they are. */
function cacheKinds(directory: string): readonly string[] {
  const others = new Set([IMAGE_KIND, ...LAYER_KINDS, ...HINT_KINDS]);
  const kinds = readdirSync(join(directory, 'records'), { withFileTypes: true });
  return kinds.flatMap((kind) => (kind.isDirectory() && !others.has(kind.name) ? [kind.name] : []));
}

async function cacheEntries(records: RecordStore, kinds: readonly string[]): Promise<readonly CacheEntry[]> {
  const entries: CacheEntry[] = [];
  for (const kind of kinds) {
    for await (const key of records.list(kind)) {
      const value = await records.get(kind, key);
      const { used, created } = (value ?? {}) as { readonly used?: unknown; readonly created?: unknown };
      const date = used ?? created;
      entries.push({ kind, key, digests: digestsIn(value), used: typeof date === 'string' ? date : '' });
    }
  }
  return entries;
}

/** Every digest that stands anywhere in a record. */
function digestsIn(value: unknown): readonly Digest[] {
  if (typeof value === 'string') return isDigest(value) ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(digestsIn);
}
