import type { Digest } from '@strake/core';

/**
 * How a vertex's cache key is made (architecture decision D2), as data: the executor fills in what only it can know
 * and calls `cacheKey` with one digest per element of `inputs`.
 */
export interface KeyRecipe {
  readonly op: Digest;
  readonly inputs: readonly KeyInput[];
}

export type KeyInput =
  /** The input's layers as they are: digest of its ordered diffIDs. Equal layers hit, whoever made them. */
  | { readonly by: 'layers'; readonly input: number }
  /** Only the content that the op selects from the input; times never count. */
  | { readonly by: 'content'; readonly input: number; readonly selectors: readonly Selector[] };

/** A part of a tree whose content a step depends on. */
export interface Selector {
  /** As in `CopyAction.source`. */
  readonly path: string;
  readonly wildcard: boolean;
  /** Follow a symlink that `path` itself is. */
  readonly followLast: boolean;
  readonly exclude: readonly string[];
  /** Names of selected top entries count (wildcards, --parents). */
  readonly names: boolean;
}
