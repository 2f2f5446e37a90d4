import type { Digest } from '@strake/core';

/** What a step made, by cache key. */
export interface CacheRecord {
  /** diffIDs of the layers that the step added on top of its base: one, for file and exec steps. */
  readonly layers: readonly Digest[];
  /** RFC 3339: when the step ran. */
  readonly created: string;
  /** For people and for explaining misses. */
  readonly label: string;
  /** The layers were not kept: they tell what the step made, and give it to nobody. */
  readonly named?: true;
}

export interface CacheStore {
  get(key: Digest): Promise<CacheRecord | undefined>;
  put(key: Digest, record: CacheRecord): Promise<void>;
}
