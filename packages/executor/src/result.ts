import type { Digest } from '@strake/core';
import type { ContextTree } from '@strake/context';
import type { Layer } from '@strake/oci';

/** What a vertex gives to those that use it. */
export type Result = LayersResult | TreeResult;

/** A file system as layers, bottom first. */
export interface LayersResult {
  readonly kind: 'layers';
  /** Gathered anew each time. */
  readonly layers: readonly Layer[];
  /**
   * Chained digest of the ordered diffIDs: equal for equal file systems, whoever made them. Of layers that are only listed it
   * covers the blobs as well: nobody has seen that those are the layers, so what is made on them is for those blobs alone.
   */
  readonly identity: Digest;
  /** RFC 3339: when the topmost layer was made by a step; absent for images and scratch. */
  readonly created?: string;
}

/**
 * A file system of which only the name is known: a cache tells what a step made, and has not kept it. It is enough to look
 * up the steps that use it; the step runs when its files are needed.
 */
export interface NamedResult {
  readonly kind: 'named';
  /** As of the layers, were they here. */
  readonly identity: Digest;
}

/** What is known of a vertex while the graph is solved. */
export type KnownResult = Result | NamedResult;

/** Files that are not a layer: a build context, a download. */
export interface TreeResult {
  readonly kind: 'tree';
  readonly tree: ContextTree;
}
