import type { Digest } from '@strake/core';

/** A cache directory as a layer. */
export interface PortableCache {
  /** Names the cache: what its mounts have in common. */
  readonly key: string;
  readonly diffId: Digest;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}
