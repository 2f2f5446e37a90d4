import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DiskStore } from '@strake/oci/node';
import type { RegistryClient } from '@strake/registry';
import { apartCache } from '../cache/apart-cache.ts';
import { importCaches } from '../cache/import-cache.ts';
import { type ImportedCache, type SharedCache, sharedCache } from '../cache/shared-cache.ts';
import type { BuildInput } from '../input/build-input.ts';
import { recordCache } from './record-cache.ts';

/**
 * The cache of steps. Caches elsewhere are read when a step is not found here, once. What was built with owners that were
 * only feigned must not become part of other builds.
 */
export function openCache(
  { cacheFrom = [], driver }: BuildInput,
  store: DiskStore,
  registry: () => RegistryClient,
  note: (message: string) => void,
  signal: AbortSignal,
): SharedCache {
  const sources = cacheFrom.filter((source) => source.type !== 'local' || isThere(source.src, note));
  let imported: Promise<readonly ImportedCache[]> | undefined;
  const all = (): Promise<readonly ImportedCache[]> => (imported ??= importCaches(sources, registry, note, signal));
  const cache = sharedCache(recordCache(store.records), store.layers, all);
  return driver === 'single-uid' ? apartCache(driver, cache) : cache;
}

/** Said at once: a directory that is misspelt would else be silent for as long as every step is known here. */
function isThere(directory: string, note: (message: string) => void): boolean {
  if (existsSync(join(directory, 'index.json'))) return true;
  note(`no cache from ${directory}: ${existsSync(directory) ? 'it holds none' : 'there is no such directory'}`);
  return false;
}
