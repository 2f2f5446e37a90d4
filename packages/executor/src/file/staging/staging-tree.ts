import { type Entry, type EntryPath, joinPath, type ListedFile, resolve, type Tree } from '@strake/oci';
import { FileOpError } from '../error.ts';
import type { Ids } from '../owner.ts';
import { type DirectoryInode, type Inode, inodeOf, type Meta } from './inode.ts';
import { Place } from './place.ts';

/** Metadata of directories that are made on the way. */
export interface NewDirectory {
  readonly mode: number;
  /** Absent: 0:0, but the group of the directory that it is made in where that has the setgid bit, as the kernel does. */
  readonly owner: Ids | undefined;
  /** Whether the setgid bit of the directory that it is made in goes on to it. */
  readonly keepsSetgid: boolean;
  /** Seconds since 1970. */
  readonly mtime: number;
}

/**
 * The base with what the actions of an op have done to it so far. It remembers places, not changes: what the layer has to
 * say is found at the end, by comparing each place with the base (`layerEntries`).
 */
export class StagingTree {
  readonly base: Tree<ListedFile>;
  readonly root: Place;
  /** Modification time of everything that is made or touched, in seconds. */
  readonly now: number;

  constructor(base: Tree<ListedFile>, now: number) {
    this.base = base;
    this.now = now;
    this.root = new Place('', undefined, base.get(''));
  }

  /** The place of `name` in a directory, whether or not something is there. */
  child(parent: Place, name: string): Place {
    parent.children ??= new Map();
    const known = parent.children.get(name);
    if (known) return known;
    const isLower = parent.lower?.type === 'directory' && !parent.cut;
    const place = new Place(name, parent, isLower ? this.base.get(joinPath(parent.path, name)) : undefined);
    parent.children.set(name, place);
    return place;
  }

  /** The place of a path whose parents are no links. */
  at(path: EntryPath): Place {
    let place = this.root;
    if (path !== '') for (const name of path.split('/')) place = this.child(place, name);
    return place;
  }

  /** What is at a place, as one may change it. */
  inode(place: Place): Inode | undefined {
    if (!place.inode && place.lower) place.inode = inodeOf(this.base, place.lower);
    return place.inode;
  }

  /** The type of what is at a place. */
  type(place: Place): Inode['type'] | undefined {
    if (place.inode) return place.inode.type;
    return place.lower?.type === 'hardlink' ? 'file' : place.lower?.type;
  }

  /** Puts `inode` in the place of whatever is there, with all below it. */
  put(place: Place, inode: Inode): void {
    if (this.type(place) === 'directory') {
      place.cut = place.lower?.type === 'directory';
      place.children = undefined;
    }
    place.inode = inode;
    this.touch(place.parent);
  }

  /** A directory has got a new entry or lost one. */
  touch(directory: Place | undefined): void {
    const inode = directory && this.inode(directory);
    if (!inode) return;
    inode.mtime = this.now;
    inode.mtimeNs = 0;
  }

  setMeta(place: Place, meta: Meta): void {
    const inode = this.inode(place);
    if (inode) Object.assign(inode, meta);
  }

  /** Where a path leads, following links inside the root; a path that leads nowhere is where it would be. */
  follow(path: EntryPath): EntryPath {
    const found = resolve(this.view(), path, { followLast: true });
    if (found.kind === 'loop') throw new FileOpError('LINK_LOOP', `/${found.path}: too many levels of symbolic links`);
    if (found.kind === 'not-directory') throw notDirectory(found.path);
    return found.path;
  }

  /** What is below `top`, as something that links can be resolved in. */
  view(top: EntryPath = ''): Pick<Tree<ListedFile>, 'get'> {
    return {
      get: (path) => {
        const place = this.at(joinPath(top, path));
        // Resolving looks at types and link targets only; neither a path relative to `top` nor a content is needed.
        return place.inode ? ({ path, ...place.inode } as unknown as Entry<ListedFile>) : place.lower;
      },
    };
  }

  /** The directory at a path without links; what is missing of it is made. */
  makeDirectories(path: EntryPath, made: NewDirectory): Place {
    let place = this.root;
    if (path === '') return place;
    for (const name of path.split('/')) {
      place = this.child(place, name);
      const type = this.type(place);
      if (type === undefined) this.put(place, directoryInode(made, place.parent && this.inode(place.parent)));
      else if (type !== 'directory') throw notDirectory(place.path);
    }
    return place;
  }
}

const SETGID = 0o2000;

function directoryInode({ mode, owner, keepsSetgid, mtime }: NewDirectory, parent: Inode | undefined): DirectoryInode {
  const group = parent && (parent.mode & SETGID) !== 0 ? parent.gid : undefined;
  return {
    type: 'directory',
    mode: group !== undefined && keepsSetgid ? mode | SETGID : mode,
    uid: owner?.uid ?? 0,
    gid: owner?.gid ?? group ?? 0,
    mtime,
    mtimeNs: 0,
    xattrs: undefined,
  };
}

function notDirectory(path: EntryPath): FileOpError {
  return new FileOpError('NOT_A_DIRECTORY', `mkdir /${path}: not a directory`, {
    hint: `/${path} exists and is no directory: choose another destination, or remove it in a step before`,
    data: { path: `/${path}` },
  });
}
