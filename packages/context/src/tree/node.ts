import type { DirectoryEntry, Entry } from '@strake/oci';

/** An entry of a context with what is below it. */
export type ContextNode = DirectoryNode | LeafNode;

export interface DirectoryNode {
  /** May be made when it is first asked for; undefined when it turns out to be gone, and holds nothing then. */
  readonly entry: DirectoryEntry | undefined;
  /** By name, in the order of `comparePaths`. */
  readonly children: ReadonlyMap<string, ContextNode>;
}

export interface LeafNode {
  /** May be made when it is first asked for; undefined when it turns out to be gone. */
  readonly entry: Exclude<Entry, DirectoryEntry> | undefined;
  readonly children?: undefined;
}
