import { type ByteStream, parseDigest } from '@strake/core';
import type { Descriptor } from '@strake/oci';
import type { PortableCache } from '@strake/sandbox';

/** Packed bytes of one cache: what is larger is not taken along. */
export const LARGEST_CACHE: number = 4 * 1024 * 1024 * 1024;
/** Caches in one place. */
export const MOST_CACHES = 1024;

/** A cache as a blob. */
export interface StoredCache extends PortableCache {
  readonly packed: Descriptor;
}

/** Caches with a way to their bytes. */
export interface CacheMountsSource {
  readonly caches: readonly StoredCache[];
  /** Whether there is a blob of that size at all, where that is quickly seen. */
  has?(descriptor: Descriptor): boolean;
  read(descriptor: Descriptor, signal?: AbortSignal): ByteStream;
}

/** Reads what stands for a cache; it may come from anywhere: nothing in it becomes a path but digits. Throws an `Error`. */
export function readCache(value: unknown): PortableCache {
  const { key, diffId, mode, uid, gid } = value as Record<keyof PortableCache, unknown>;
  if (typeof key !== 'string' || !/^[0-9a-f]{32}$/.test(key)) throw new Error('a key is none');
  return {
    key,
    diffId: parseDigest(String(diffId)),
    mode: bounded(mode, 0o7777),
    uid: bounded(uid, 0x7fffffff),
    gid: bounded(gid, 0x7fffffff),
  };
}

/** The same for the descriptor of its blob. */
export function readPacked(value: unknown): Descriptor {
  const { mediaType, digest, size } = value as Record<keyof Descriptor, unknown>;
  if (typeof mediaType !== 'string') throw new Error('a media type is none');
  return { mediaType, digest: parseDigest(String(digest)), size: bounded(size, LARGEST_CACHE) };
}

function bounded(value: unknown, most: number): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= most) return value;
  throw new Error(`${String(value)} is no number from 0 to ${most}`);
}
