import type { ByteStream } from '@strake/core';
import type { EntryPath, LayerEntry } from '@strake/oci';
import { type Archive, readMembers } from '../unpack/archive.ts';
import { type Difference, differences } from './differences.ts';
import { type FileInode, type Inode, openBytes } from './inode.ts';
import { CAPABILITY } from './same.ts';
import type { StagingTree } from './staging-tree.ts';

/** An entry of a layer and, for a file, its bytes: to be read before the next entry is asked for. */
export type StagedEntry = readonly [LayerEntry, ByteStream?];

/**
 * What the layer has to say: sorted by path, parents first; but files whose bytes lie in archives come after all else, in
 * the order of their archive, which is read once, followed by the hard links to them. Times are whole seconds and of the
 * extended attributes only capabilities are kept, as in every layer that Docker makes.
 */
export async function* layerEntries(staging: StagingTree, signal?: AbortSignal): AsyncGenerator<StagedEntry> {
  const sorted = sortOut(staging, await differences(staging, signal));
  for (const { entry, inode } of sorted.plain) {
    if (inode && inode.bytes.kind !== 'member') yield [entry, openBytes(inode.bytes, signal)];
    else yield [entry];
  }
  for (const [archive, members] of sorted.members) yield* readMembers(archive, members, signal);
  for (const entry of sorted.links) yield [entry];
}

interface Sorted {
  readonly plain: { readonly entry: LayerEntry; readonly inode?: FileInode }[];
  /** Entries by the number of the archive's member that has their bytes. */
  readonly members: Map<Archive, Map<number, LayerEntry>>;
  /** Hard links to members. */
  readonly links: LayerEntry[];
}

function sortOut(staging: StagingTree, found: readonly Difference[]): Sorted {
  const sorted: Sorted = { plain: [], members: new Map(), links: [] };
  const names = new Map<FileInode, EntryPath>();
  for (const difference of found) {
    if (difference.kind !== 'entry') {
      sorted.plain.push({ entry: { type: difference.kind, path: difference.path } });
      continue;
    }
    const { path } = difference.place;
    const inode = staging.inode(difference.place);
    if (inode?.type === 'file') addFile(sorted, names, path, inode);
    else if (inode) sorted.plain.push({ entry: otherEntry(path, inode) });
  }
  return sorted;
}

function addFile(sorted: Sorted, names: Map<FileInode, EntryPath>, path: EntryPath, inode: FileInode): void {
  const { bytes, size, content } = inode;
  const first = inode.shared ? names.get(inode) : undefined;
  if (first !== undefined) {
    const entry: LayerEntry = { type: 'hardlink', ...metaOf(path, inode), target: first };
    if (bytes.kind === 'member') sorted.links.push(entry);
    else sorted.plain.push({ entry });
    return;
  }
  if (inode.shared) names.set(inode, path);
  const meta = metaOf(path, inode);
  const entry: LayerEntry = { type: 'file', ...meta, size, ...(content === undefined ? {} : { content }) };
  if (bytes.kind !== 'member') {
    sorted.plain.push({ entry, inode });
    return;
  }
  const members = sorted.members.get(bytes.archive) ?? new Map<number, LayerEntry>();
  sorted.members.set(bytes.archive, members.set(bytes.index, entry));
}

function otherEntry(path: EntryPath, inode: Exclude<Inode, FileInode>): LayerEntry {
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
