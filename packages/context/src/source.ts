import type { Digest } from '@strake/core';
import type { Tree } from '@strake/oci';

/** Which part of a context a build can touch: only this is walked and hashed. */
export interface ContextSelection {
  /** Clean path inside the context, or wildcard pattern (Go's filepath.Match); `''` is everything. */
  readonly path: string;
  readonly wildcard: boolean;
}

/** A build context: files, as a tree whose owners are 0:0, with ignored entries absent. */
export interface ContextTree extends Tree {
  /**
   * Content digest of a file: computed on first use and remembered. `get()` gives file entries whose `content` may
   * be unknown; this makes it known.
   */
  digestOf(path: string, signal?: AbortSignal): Promise<Digest>;
}

/** Where a context comes from. Nothing is read before `load`. */
export interface ContextSource {
  /** For people: a path or URL. */
  readonly name: string;
  load(selections: readonly ContextSelection[], signal?: AbortSignal): Promise<ContextTree>;
}
