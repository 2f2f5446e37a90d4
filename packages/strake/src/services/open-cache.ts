import type { DiskStore } from '@strake/oci/node';
import type { RegistryClient } from '@strake/registry';
import { importCaches } from '../cache/import-cache.ts';
import { type ImportedCache, type SharedCache, sharedCache } from '../cache/shared-cache.ts';
import type { BuildInput } from '../input/build-input.ts';
import { recordCache } from './record-cache.ts';

/** The cache of steps. Caches elsewhere are read when a step is not found here, once. */
export function openCache(
  { cacheFrom = [] }: BuildInput,
  store: DiskStore,
  registry: () => RegistryClient,
  note: (message: string) => void,
  signal: AbortSignal,
): SharedCache {
  let imported: Promise<readonly ImportedCache[]> | undefined;
  const all = (): Promise<readonly ImportedCache[]> => (imported ??= importCaches(cacheFrom, registry, note, signal));
  return sharedCache(recordCache(store.records), store.layers, all);
}
