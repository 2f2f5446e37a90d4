import { type Digest, hexOf, isDigest } from '@strake/core';
import type { CacheRecord } from '@strake/executor';
import type { RecordStore } from '@strake/oci';
import type { OwnCache } from '../cache/shared-cache.ts';

const KIND = 'step';

/** Milliseconds for which a record counts as just used. */
const FRESH = 3_600_000;

/**
 * The cache of steps, as records of the store. What is no record, or no longer one, is a miss. Records say when they were
 * last used, about: `strake prune` keeps those of late.
 */
export function recordCache(records: RecordStore): OwnCache {
  const touch = (key: Digest, record: CacheRecord): Promise<void> =>
    records.put(KIND, hexOf(key), { ...record, used: new Date().toISOString() }).catch(() => {});
  return {
    async get(key) {
      const value = await records.get(KIND, hexOf(key));
      if (!isCacheRecord(value)) return undefined;
      const { used, ...record } = value;
      if (Date.now() - Date.parse(used ?? record.created) > FRESH) await touch(key, record);
      return record;
    },
    put: (key, record) => records.put(KIND, hexOf(key), record),
    delete: (key) => records.delete(KIND, hexOf(key)),
  };
}

interface UsedRecord extends CacheRecord {
  /** RFC 3339; absent before the first use. */
  readonly used?: string;
}

function isCacheRecord(value: unknown): value is UsedRecord {
  if (typeof value !== 'object' || value === null) return false;
  const { layers, created, label } = value as Partial<Record<keyof CacheRecord, unknown>>;
  const digests = Array.isArray(layers) && layers.every((layer) => typeof layer === 'string' && isDigest(layer));
  return digests && typeof created === 'string' && typeof label === 'string';
}
