import { type Entry, isWithin, joinPath, type Tree } from '@strake/oci';
import { FileOpError } from '../error.ts';
import type { ModeChange } from '../mode-change.ts';
import type { Ids } from '../owner.ts';
import { type FileInode, type Inode, inodeOf, type Meta } from '../staging/inode.ts';
import type { Place } from '../staging/place.ts';
import { replaceWith } from '../staging/replace.ts';
import type { StagingTree } from '../staging/staging-tree.ts';
import type { Filter } from './filter.ts';

/** How copied entries differ from their sources. */
export interface Stamp {
  readonly owner: Ids | undefined;
  readonly mode: ModeChange | undefined;
}

/**
 * Stages `source` of `tree` at `place`; of a directory, what it holds. Directories merge: those below the source give
 * theirs all their metadata, the source itself only its time when there is one already. Other things replace each other,
 * but neither a directory nor what is to be one. Hard links within the source stay hard links.
 */
export function copyTree(
  staging: StagingTree,
  tree: Tree,
  source: Entry,
  place: Place,
  stamp: Stamp,
  filter?: Filter,
): void {
  const copying: Copying = { staging, tree, stamp, filter, source, top: place, links: new Map(), parents: [] };
  if (source.type === 'directory') copyTop(copying, source, place);
  else copyOther(copying, source, place);
}

interface Copying {
  readonly staging: StagingTree;
  readonly tree: Tree;
  readonly stamp: Stamp;
  readonly filter: Filter | undefined;
  readonly source: Entry;
  readonly top: Place;
  /** Files that were copied by a link to them, by their paths in the tree. */
  readonly links: Map<string, FileInode>;
  /** Directories on the way down that are only made when something below them is copied. */
  readonly parents: { readonly entry: Entry; readonly place: Place }[];
}

function copyTop(copying: Copying, source: Entry, place: Place): void {
  const { staging } = copying;
  requireDirectory(staging, place);
  copyBelow(copying, source, place, '');
  const inode = staging.inode(place);
  // The root of a tree is made with the tree: it has no time of its own.
  const { mtime, mtimeNs = 0 } = source.path === '' ? { mtime: staging.now } : source;
  if (inode) Object.assign(inode, { mtime, mtimeNs });
}

function copyBelow(copying: Copying, directory: Entry, place: Place, relative: string): void {
  const { staging, tree, filter } = copying;
  const skip = directory.path === '' ? 0 : directory.path.length + 1;
  for (const entry of tree.list(directory.path)) {
    const name = entry.path.slice(skip);
    const path = filter ? joinPath(relative, name) : '';
    const isDirectory = entry.type === 'directory';
    const below = staging.child(place, name);
    if (!filter || filter.includes(path, isDirectory)) {
      makeParents(copying);
      if (isDirectory) copyDirectory(copying, entry, below, path);
      else copyOther(copying, entry, below);
    } else if (isDirectory && filter.mayIncludeBelow(path)) {
      copying.parents.push({ entry, place: below });
      const count = copying.parents.length;
      copyBelow(copying, entry, below, path);
      copying.parents.length = Math.min(count - 1, copying.parents.length);
    }
  }
}

function copyDirectory(copying: Copying, entry: Entry, place: Place, relative: string): void {
  const { staging, stamp } = copying;
  makeDirectory(copying, entry, place);
  copyBelow(copying, entry, place, relative);
  staging.setMeta(place, stamped(entry, stamp));
}

/** Whether the directory had to be made. */
function makeDirectory({ staging, tree, stamp }: Copying, entry: Entry, place: Place): boolean {
  if (staging.type(place) === undefined) {
    staging.put(place, inodeOf(tree, entry, stamped(entry, stamp)));
    return true;
  }
  requireDirectory(staging, place);
  return false;
}

/** An existing directory that is itself not copied takes the source's mode and nothing else. */
function makeParents(copying: Copying): void {
  for (const { entry, place } of copying.parents) {
    if (makeDirectory(copying, entry, place)) continue;
    const inode = copying.staging.inode(place);
    if (inode) inode.mode = entry.mode;
  }
  copying.parents.length = 0;
}

function copyOther(copying: Copying, entry: Entry, place: Place): void {
  const { staging, tree, stamp, links } = copying;
  const linked = entry.type === 'hardlink' || links.size > 0 ? linkedInode(copying, entry) : undefined;
  if (linked) {
    linked.shared = true;
    replaceWith(staging, place, linked);
    return;
  }
  const inode = copied(inodeOf(tree, entry, stamped(entry, stamp)));
  if (inode.type === 'file') inode.copy = copying;
  if (inode.type === 'file' && entry.type === 'hardlink') links.set(entry.target, inode);
  replaceWith(staging, place, inode);
}

/** What this copy has made of the file that `entry` is, or is a link to. */
function linkedInode(copying: Copying, entry: Entry): FileInode | undefined {
  if (entry.type !== 'hardlink') return copying.links.get(entry.path);
  const known = copying.links.get(entry.target);
  if (known) return known;
  const { source, top } = copying;
  if (source.type !== 'directory' || !isWithin(entry.target, source.path)) return undefined;
  const relative = source.path === '' ? entry.target : entry.target.slice(source.path.length + 1);
  let place: Place | undefined = top;
  for (const name of relative.split('/')) place = place?.children?.get(name);
  const inode = place?.inode;
  return inode?.type === 'file' && inode.copy === copying ? inode : undefined;
}

/** Docker copies block devices as character devices of the same numbers. */
function copied(inode: Inode): Inode {
  return inode.type === 'block-device' ? { ...inode, type: 'character-device' } : inode;
}

function stamped(entry: Entry, { owner, mode }: Stamp): Meta {
  const link = entry.type === 'symlink';
  return {
    mode: link ? 0o777 : mode ? mode(entry.mode, entry.type === 'directory') : entry.mode,
    uid: owner ? owner.uid : entry.uid,
    gid: owner ? owner.gid : entry.gid,
    mtime: entry.mtime,
    mtimeNs: entry.mtimeNs ?? 0,
    xattrs: entry.xattrs,
  };
}

function requireDirectory(staging: StagingTree, place: Place): void {
  if (staging.type(place) === 'directory') return;
  throw new FileOpError('NOT_A_DIRECTORY', `cannot copy to non-directory: /${place.path}`, {
    hint: `/${place.path} is no directory, in the image or from a source before: end the destination of several sources with /, else choose another, or remove it in a step before`,
    data: { path: `/${place.path}` },
  });
}
