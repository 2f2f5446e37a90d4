import { type Digest, isDigest } from '@strake/core';
import type { CacheRecord } from '@strake/executor';

export const CACHE_CONFIG_TYPE = 'application/vnd.strake.cache.config.v1+json';

/** What a cache holds: the configuration of its manifest. */
export interface CacheConfig {
  /** Results of steps by cache key; `named` are those with layers that are not the cache's. */
  readonly records: ReadonlyMap<Digest, CacheRecord>;
  /** diffIDs of the manifest's layers, in its order. */
  readonly layers: readonly Digest[];
  /** diffIDs of layers that only the indexes are kept of; behind the others in the manifest. */
  readonly indexes: readonly Digest[];
}

/** Sorted, so that equal caches have equal digests. */
export function encodeCacheConfig({ records, layers, indexes }: CacheConfig): Uint8Array {
  const sorted = [...records].sort(([a], [b]) => (a < b ? -1 : 1));
  const document = {
    schema: 1,
    layers,
    indexes,
    records: sorted.map(([key, { layers: own, created, label }]) => ({ key, layers: own, created, label })),
  };
  return new TextEncoder().encode(JSON.stringify(document));
}

/** Undefined for what is no cache: nothing in it is believed. */
export function decodeCacheConfig(bytes: Uint8Array): CacheConfig | undefined {
  const document = parse(bytes);
  if (document?.['schema'] !== 1) return undefined;
  const { layers, indexes, records } = document;
  if (!areDigests(layers) || !areDigests(indexes) || !Array.isArray(records)) return undefined;
  const here = new Set<Digest>(layers);
  const decoded = records.flatMap((record: unknown) => decodeRecord(record, here) ?? []);
  return { layers, indexes, records: new Map(decoded) };
}

function parse(bytes: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}

function decodeRecord(
  value: unknown,
  here: ReadonlySet<Digest>,
): readonly [readonly [Digest, CacheRecord]] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { key, layers, created, label } = value as Readonly<Record<string, unknown>>;
  if (!isDigestValue(key) || typeof created !== 'string' || typeof label !== 'string') return undefined;
  if (Number.isNaN(Date.parse(created))) return undefined;
  if (!areDigests(layers)) return undefined;
  const named = layers.every((layer) => here.has(layer)) ? {} : { named: true as const };
  return [[key, { layers, created, label: label.slice(0, 1000), ...named }]];
}

function areDigests(value: unknown): value is readonly Digest[] {
  return Array.isArray(value) && value.every(isDigestValue);
}

function isDigestValue(value: unknown): value is Digest {
  return typeof value === 'string' && isDigest(value);
}
