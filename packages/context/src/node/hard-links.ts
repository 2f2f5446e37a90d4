import { comparePaths, type EntryPath, type HardlinkEntry } from '@strake/oci';
import type { ContextFile } from './context-file.ts';
import type { FileStamp } from './file-stamp.ts';

/** One of several names of a file. */
export interface LinkedName {
  readonly file: ContextFile;
  readonly stamp: FileStamp;
  /** Makes the name a link to another. */
  become(link: HardlinkEntry): void;
}

/** Of the names of one file, the first in the order of the tree stays the file; the others become links to it. */
export function linkNames(names: readonly LinkedName[]): void {
  const first = new Map<string, EntryPath>();
  for (const { file, stamp, become } of names.toSorted((a, b) => comparePaths(a.file.path, b.file.path))) {
    const identity = `${stamp.dev}:${stamp.ino}`;
    const target = first.get(identity);
    if (target === undefined) first.set(identity, file.path);
    else become(linkTo(target, file));
  }
}

function linkTo(target: EntryPath, { path, mode, uid, gid, mtime, mtimeNs, xattrs }: ContextFile): HardlinkEntry {
  return { type: 'hardlink', path, mode, uid, gid, mtime, mtimeNs, ...(xattrs ? { xattrs } : {}), target };
}
