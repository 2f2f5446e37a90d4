import { collect, StrakeError } from '@strake/core';
import {
  CONFIG_LIMIT,
  decodeManifest,
  type Descriptor,
  digestOf,
  type ImageReader,
  parseReference,
  verifyBlob,
} from '@strake/oci';
import { nodeHasher, openLayout } from '@strake/oci/node';
import { type RegistryClient, RegistryError } from '@strake/registry';
import { CACHE_CONFIG_TYPE, decodeCacheConfig } from './cache-config.ts';
import type { CacheSource } from './cache-place.ts';
import type { ImportedCache } from './shared-cache.ts';

/** Reads what the sources hold, their layers excepted. One that cannot be read is said, and no failure: it is a cache. */
export async function importCaches(
  sources: readonly CacheSource[],
  registry: () => RegistryClient,
  note: (message: string) => void,
  signal: AbortSignal,
): Promise<readonly ImportedCache[]> {
  const found = await Promise.all(
    sources.map(async (source) => {
      try {
        return await importCache(source, registry, signal);
      } catch (error) {
        if (signal.aborted || !(error instanceof StrakeError)) throw error;
        note(`no cache from ${source.type === 'local' ? source.src : source.ref}: ${error.message}`);
        return [];
      }
    }),
  );
  return found.flat();
}

async function importCache(
  source: CacheSource,
  registry: () => RegistryClient,
  signal: AbortSignal,
): Promise<readonly ImportedCache[]> {
  const { reader, root } = await placeOf(source, registry, signal);
  const bytes = await reader.manifest(root, signal);
  verifyBlob({ digest: digestOf(bytes, nodeHasher), size: bytes.byteLength }, root);
  const document = decodeManifest(bytes, root.mediaType);
  const config = document.kind === 'manifest' ? document.manifest.config : undefined;
  if (document.kind !== 'manifest' || config?.mediaType !== CACHE_CONFIG_TYPE)
    throw new RegistryError('INVALID', 'it is no cache that Strake wrote');
  const text = await collect(reader.blob(config, signal), Math.min(config.size, CONFIG_LIMIT));
  verifyBlob({ digest: digestOf(text, nodeHasher), size: text.byteLength }, config);
  const decoded = decodeCacheConfig(text);
  const { layers } = document.manifest;
  if (!decoded || decoded.layers.length + decoded.indexes.length !== layers.length)
    throw new RegistryError('INVALID', 'its list of layers is not its own');
  const read = (descriptor: Descriptor) => ({
    descriptor,
    read: (abort?: AbortSignal) => reader.blob(descriptor, abort),
  });
  const byDiffId = [...decoded.layers, ...decoded.indexes].map(
    (diffId, i) => [diffId, read(layers[i] as Descriptor)] as const,
  );
  const count = decoded.layers.length;
  const [own, indexes] = [new Map(byDiffId.slice(0, count)), new Map(byDiffId.slice(count))];
  return [{ records: decoded.records, layers: own, indexes }];
}

interface Place {
  readonly reader: ImageReader;
  readonly root: Descriptor;
}

async function placeOf(source: CacheSource, registry: () => RegistryClient, signal: AbortSignal): Promise<Place> {
  if (source.type === 'local') {
    const layout = await openLayout(source.src, signal);
    return { reader: layout, root: layout.find(source.tag) };
  }
  const reference = parseReference(source.ref);
  if (!reference.ok) throw new RegistryError('INVALID', reference.message);
  const client = registry();
  return { reader: client.reader(reference.value), root: await client.resolve(reference.value, signal) };
}
