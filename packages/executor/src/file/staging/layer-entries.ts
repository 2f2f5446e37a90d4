import type { ByteStream } from '@strake/core';
import { type EntryPath, type FileEntry, isHashed, type LayerEntry, type Tree } from '@strake/oci';
import { type Archive, readMembers } from '../unpack/archive.ts';
import { announced } from './announced.ts';
import { differences } from './differences.ts';
import { type Bytes, bytesOf, contentOf, type FileInode, type Inode, type OwnBytes } from './inode.ts';
import { CAPABILITY } from './same.ts';
import type { StagingTree } from './staging-tree.ts';

/** An entry of a layer and, for a file, its bytes: to be read before the next entry is asked for. */
export type StagedEntry = readonly [LayerEntry, (ByteStream | Uint8Array)?, { readonly reused: true }?];

export interface LayerEntriesOptions {
  /** A tree that may hold files of equal content at the same paths, where reading them takes less. */
  readonly previous?: Tree | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * What the layer of the tree that `stage` makes has to say: sorted by path, parents first; but files whose bytes lie in archives
 * come after all else, in the order of their archive, which is read once, followed by the hard links to them. Times are whole
 * seconds and of the extended attributes only capabilities are kept, as in every layer that Docker makes.
 */
export async function* layerEntries(
  stage: () => Promise<StagingTree>,
  { previous, signal }: LayerEntriesOptions = {},
): AsyncGenerator<StagedEntry> {
  const staging = await stage();
  const late: Late = { members: new Map(), links: [] };
  const names: Names = new Map();
  const reader = {};
  const found = await differences(staging, signal);
  // Where there is something before, most need not be read.
  const ahead = previous ? undefined : announced(found);
  const fileOf = (path: EntryPath, inode: FileInode, bytes: OwnBytes): StagedEntry =>
    fileBefore(path, inode, previous, reader) ??
    withData(fileEntry(path, inode), inode, ahead?.take(bytes) ?? bytesOf(bytes, signal));
  for (const difference of ahead ?? found) {
    if (difference.kind !== 'entry') {
      yield [{ type: difference.kind, path: difference.path }];
      continue;
    }
    const { path, place } = difference;
    const inode = staging.inode(place);
    if (inode?.type !== 'file') {
      if (inode) yield [otherEntry(path, inode, names)];
      continue;
    }
    const link = linkTo(path, inode, names);
    const { bytes } = inode;
    if (bytes.kind === 'member') addLate(late, link ?? fileEntry(path, inode), bytes);
    else if (link) yield [link];
    else yield fileOf(path, inode, bytes);
  }
  for (const [archive, members] of late.members) yield* readMembers(archive, members, signal);
  for (const entry of late.links) yield [entry];
}

const REUSED = { reused: true } as const;

/** Trees that hash late have done so once its data are at hand, or do it as the bytes pass. */
function withData(
  entry: LayerEntry & { readonly type: 'file' },
  inode: FileInode,
  data: ByteStream | Uint8Array,
): StagedEntry {
  const content = isHashed(data) ? undefined : contentOf(inode);
  return [content === undefined ? entry : { ...entry, content }, data, REUSED];
}

/** A file whose bytes were the same at the same path before, with those. */
function fileBefore(
  path: EntryPath,
  inode: FileInode,
  previous: Tree | undefined,
  reader: object,
): StagedEntry | undefined {
  if (!previous || inode.bytes.kind !== 'tree') return undefined;
  const before = previous.get(path);
  if (before?.type !== 'file' || before.size !== inode.size || before.content !== contentOf(inode)) return undefined;
  const data = previous.readSmall?.(path, reader);
  if (!data) return undefined;
  // Most are the same in all, and there may be a million.
  const entry = isEntryOf(inode, before) ? before : { ...fileEntry(path, inode), content: before.content };
  return [entry, data, REUSED];
}

/** Whether `fileEntry` would make of the inode what `before` says. */
function isEntryOf({ mode, uid, gid, mtime, xattrs }: FileInode, before: FileEntry): boolean {
  if (before.mode !== mode || before.uid !== uid || before.gid !== gid || before.mtime !== mtime) return false;
  return !before.mtimeNs && !before.xattrs && xattrs?.[CAPABILITY] === undefined;
}

/** What comes last. */
interface Late {
  /** Entries by the number of the archive's member that has their bytes. */
  readonly members: Map<Archive, Map<number, LayerEntry>>;
  /** Hard links to members. */
  readonly links: LayerEntry[];
}

function addLate({ members, links }: Late, entry: LayerEntry, bytes: Extract<Bytes, { kind: 'member' }>): void {
  if (entry.type === 'hardlink') {
    links.push(entry);
    return;
  }
  const ofArchive = members.get(bytes.archive) ?? new Map<number, LayerEntry>();
  members.set(bytes.archive, ofArchive.set(bytes.index, entry));
}

/** The first name that an inode has been listed by. */
type Names = Map<Inode, EntryPath>;

/** A hard link to an inode that has been listed by another name. */
function linkTo(path: EntryPath, inode: Inode, names: Names): (LayerEntry & { readonly type: 'hardlink' }) | undefined {
  if (inode.type === 'directory' || !inode.shared) return undefined;
  const first = names.get(inode);
  if (first !== undefined) return { type: 'hardlink', ...metaOf(path, inode), target: first };
  names.set(inode, path);
  return undefined;
}

function fileEntry(path: EntryPath, inode: FileInode): LayerEntry & { readonly type: 'file' } {
  const { mode, uid, gid, mtime, size, xattrs } = inode;
  // Field by field: there may be a million.
  if (xattrs === undefined) return { type: 'file', path, mode, uid, gid, mtime, size };
  return { type: 'file', ...metaOf(path, inode), size };
}

function otherEntry(path: EntryPath, inode: Exclude<Inode, FileInode>, names: Names): LayerEntry {
  return linkTo(path, inode, names) ?? ownEntry(path, inode);
}

function ownEntry(path: EntryPath, inode: Exclude<Inode, FileInode>): LayerEntry {
  const meta = metaOf(path, inode);
  if (inode.type === 'symlink') return { type: inode.type, ...meta, target: inode.target };
  if ('major' in inode) return { type: inode.type, ...meta, major: inode.major, minor: inode.minor };
  return { type: inode.type, ...meta };
}

function metaOf(
  path: EntryPath,
  { mode, uid, gid, mtime, xattrs }: Inode,
): Pick<LayerEntry & { type: 'directory' }, 'path' | 'mode' | 'uid' | 'gid' | 'mtime' | 'xattrs'> {
  const capability = xattrs?.[CAPABILITY];
  const meta = { path, mode, uid, gid, mtime };
  return capability === undefined ? meta : { ...meta, xattrs: { [CAPABILITY]: capability } };
}
