import { type Entry, type EntryPath, joinPath, type ListedFile } from '@strake/oci';
import type { Inode } from './inode.ts';

/** A path of the staging tree that somebody has looked at. Only `StagingTree` changes it, and whoever lists it at the end. */
export class Place {
  /** Of the last segment; `''` of the root. */
  readonly name: string;
  readonly parent: Place | undefined;
  /** The base's entry here, unless something above it has taken the base's away. */
  readonly lower: Entry<ListedFile> | undefined;
  /** What is here now; undefined while it is what the base has, or nothing. */
  inode: Inode | undefined = undefined;
  /** The base's directory here has been replaced: what the base has below it is gone. */
  cut = false;
  /** Places below, by name. */
  children: Map<string, Place> | undefined = undefined;

  constructor(name: string, parent: Place | undefined, lower: Entry<ListedFile> | undefined) {
    this.name = name;
    this.parent = parent;
    this.lower = lower;
  }

  get path(): EntryPath {
    return this.parent ? joinPath(this.parent.path, this.name) : '';
  }
}
