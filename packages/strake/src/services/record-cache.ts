import { hexOf, isDigest } from '@strake/core';
import type { CacheRecord, CacheStore } from '@strake/executor';
import type { RecordStore } from '@strake/oci';

const KIND = 'step';

/** The cache of steps, as records of the store. What is no record, or no longer one, is a miss. */
export function recordCache(records: RecordStore): CacheStore {
  return {
    async get(key) {
      const value = await records.get(KIND, hexOf(key));
      return isCacheRecord(value) ? value : undefined;
    },
    put: (key, record) => records.put(KIND, hexOf(key), record),
  };
}

function isCacheRecord(value: unknown): value is CacheRecord {
  if (typeof value !== 'object' || value === null) return false;
  const { layers, created, label } = value as Partial<Record<keyof CacheRecord, unknown>>;
  const digests = Array.isArray(layers) && layers.every((layer) => typeof layer === 'string' && isDigest(layer));
  return digests && typeof created === 'string' && typeof label === 'string';
}
