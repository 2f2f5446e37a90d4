import { createTarReader, parentPath, baseName, resolve, type TarEntry, joinPath, withinTimes } from '@strake/oci';
import { FileOpError } from '../error.ts';
import type { Ids } from '../owner.ts';
import { fileInode, type Meta, otherInode } from '../staging/inode.ts';
import type { Place } from '../staging/place.ts';
import type { NewDirectory, StagingTree } from '../staging/staging-tree.ts';
import { type Archive, ARCHIVE_OPTIONS, archiveError } from './archive.ts';

/**
 * Stages all entries of `archive` below `top`, as if that were the root: links, of the archive and of the base, are
 * followed inside of it. Later entries replace earlier ones and what the base has; directories merge. `owner` replaces
 * the archive's owners, but directories that the archive does not list are 0755 of 0:0, or of the group of the setgid
 * directory that they are made in. `top` is touched, whatever the archive holds.
 */
export async function unpack(
  staging: StagingTree,
  archive: Archive,
  top: Place,
  owner: Ids | undefined,
  signal?: AbortSignal,
): Promise<void> {
  const unpacking: Unpacking = { staging, archive, top, owner, index: -1, known: new Map(), directories: [] };
  staging.touch(top);
  const reader = createTarReader(
    { entry: (entry) => stageEntry(unpacking, entry), data: () => {}, hole: () => {} },
    ARCHIVE_OPTIONS,
  );
  try {
    for await (const chunk of archive.open(signal)) {
      reader.push(chunk);
      // What the packed stream holds behind the archive may be anything.
      if (reader.isAtEnd) break;
    }
    reader.end();
  } catch (error) {
    throw archiveError(archive, error);
  }
  for (const { place, mtime, mtimeNs } of unpacking.directories) {
    const inode = staging.inode(place);
    if (inode && inode.type !== 'symlink') Object.assign(inode, { mtime, mtimeNs });
  }
}

interface Unpacking {
  readonly staging: StagingTree;
  readonly archive: Archive;
  readonly top: Place;
  readonly owner: Ids | undefined;
  /** Number of the current entry in the archive. */
  index: number;
  /** Directories by the paths that the archive has for them: they hold until something that was there is replaced. */
  readonly known: Map<string, Place>;
  /** Directories get their times when all is in them. */
  readonly directories: { readonly place: Place; readonly mtime: number; readonly mtimeNs: number }[];
}

function stageEntry(unpacking: Unpacking, entry: TarEntry): void {
  unpacking.index += 1;
  if (entry.path === '') return;
  const { staging } = unpacking;
  const place = staging.child(parentOf(unpacking, parentPath(entry.path)), baseName(entry.path));
  const existing = staging.type(place);
  const meta = metaOf(entry, unpacking.owner);
  if (entry.type === 'directory') {
    if (existing === 'directory') staging.setMeta(place, meta);
    else staging.put(place, otherInode(entry, meta));
    unpacking.directories.push({ place, mtime: meta.mtime, mtimeNs: meta.mtimeNs });
  } else if (entry.type === 'hardlink') {
    stageLink(unpacking, place, entry.target, meta);
  } else if (entry.type === 'file') {
    const { archive, index } = unpacking;
    staging.put(place, fileInode(meta, entry.size, { kind: 'member', archive, index }));
  } else {
    staging.put(place, otherInode(entry, meta));
  }
  const merged = existing === 'directory' && entry.type === 'directory';
  if (existing !== undefined && !merged) unpacking.known.clear();
}

/** Directories that are remembered at a time. */
const MOST_KNOWN = 10_000;

function parentOf(unpacking: Unpacking, path: string): Place {
  const { known } = unpacking;
  if (known.size > MOST_KNOWN) known.clear();
  const place = known.get(path) ?? plainParent(unpacking, path) ?? findParent(unpacking, path);
  known.set(path, place);
  return place;
}

/**
 * Goes down from the nearest directory that is known: from the top it would be the whole way for each entry. Undefined where
 * links are in the way, or nothing.
 */
function plainParent({ staging, known }: Unpacking, path: string): Place | undefined {
  const below: string[] = [];
  let above = path;
  for (; above !== '' && !known.has(above); above = parentPath(above)) below.push(above);
  let place = known.get(above);
  for (const directory of below.toReversed()) {
    if (place === undefined) return undefined;
    place = staging.child(place, baseName(directory));
    if (staging.type(place) !== 'directory') return undefined;
    known.set(directory, place);
  }
  return place;
}

/** The directory that an entry goes into; made when the archive has not listed it. */
function findParent({ staging, archive, top }: Unpacking, path: string): Place {
  const found = resolve(staging.view(top.path), path, { followLast: true });
  const absolute = joinPath(top.path, found.path);
  if (found.kind === 'missing') return staging.makeDirectories(absolute, impliedDirectory(staging));
  if (found.kind === 'found' && found.entry.type === 'directory') return staging.at(absolute);
  const [code, why] =
    found.kind === 'loop'
      ? (['LINK_LOOP', 'too many levels of symbolic links'] as const)
      : (['NOT_A_DIRECTORY', 'not a directory'] as const);
  throw new FileOpError(code, `cannot unpack ${JSON.stringify(path)} of ${archive.name}: /${absolute}: ${why}`, {
    data: { archive: archive.name, path },
  });
}

function impliedDirectory({ now }: StagingTree): NewDirectory {
  return { mode: 0o755, owner: undefined, keepsSetgid: false, mtime: now };
}

function stageLink({ staging, archive, top }: Unpacking, place: Place, target: string, meta: Meta): void {
  const found = resolve(staging.view(top.path), target, { followLast: false });
  const source = found.kind === 'found' ? staging.at(joinPath(top.path, found.path)) : undefined;
  const inode = source && source !== place ? staging.inode(source) : undefined;
  if (!inode || inode.type === 'directory') {
    const what = `${JSON.stringify(place.path)} of ${archive.name} is a hard link to ${JSON.stringify(target)}`;
    throw new FileOpError('BAD_ARCHIVE', `${what}, which is no file before it`, { data: { archive: archive.name } });
  }
  inode.shared = true;
  Object.assign(inode, meta, inode.type === 'symlink' ? { mode: inode.mode } : {});
  staging.put(place, inode);
}

function metaOf(entry: TarEntry, owner: Ids | undefined): Meta {
  const { mode, uid, gid, mtime, mtimeNs = 0, xattrs } = withinTimes(entry);
  return {
    mode: entry.type === 'symlink' ? 0o777 : mode,
    uid: owner?.uid ?? uid,
    gid: owner?.gid ?? gid,
    mtime,
    mtimeNs,
    xattrs,
  };
}
