import type { Entry, EntryPath } from '@strake/oci';
import type { Inode } from './inode.ts';

/** A path of the staging tree that somebody has looked at. Only `StagingTree` changes it. */
export interface Place {
  readonly path: EntryPath;
  readonly parent: Place | undefined;
  /** The base's entry here, unless something above it has taken the base's away. */
  readonly lower: Entry | undefined;
  /** What is here now; undefined while it is what the base has, or nothing. */
  inode: Inode | undefined;
  /** The base's directory here has been replaced: what the base has below it is gone. */
  cut: boolean;
  /** Places below, by name. */
  children: Map<string, Place> | undefined;
}
