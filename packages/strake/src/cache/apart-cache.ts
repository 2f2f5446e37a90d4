import { createHash } from 'node:crypto';
import type { Digest } from '@strake/core';
import type { SharedCache } from './shared-cache.ts';

/** `cache` where nothing is found but what was put in under the same `name`, here or where it was exported to. */
export function apartCache(name: string, cache: SharedCache): SharedCache {
  const rename = (key: Digest): Digest => `sha256:${createHash('sha256').update(`${name}\n${key}`).digest('hex')}`;
  return {
    used: cache.used,
    index: cache.index,
    indexBlob: cache.indexBlob,
    forget: cache.forget,
    get: (key) => cache.get(rename(key)),
    put: (key, record) => cache.put(rename(key), record),
  };
}
