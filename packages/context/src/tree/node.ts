import type { DirectoryEntry, Entry } from '@strake/oci';

/** An entry of a context with what is below it. */
export type ContextNode = DirectoryNode | LeafNode;

export interface DirectoryNode {
  readonly entry: DirectoryEntry;
  /** By name, in the order of `comparePaths`. */
  readonly children: ReadonlyMap<string, ContextNode>;
}

export interface LeafNode {
  readonly entry: Exclude<Entry, DirectoryEntry>;
  readonly children?: undefined;
}
