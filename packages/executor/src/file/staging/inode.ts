import { bytes, type ByteStream, type Digest } from '@strake/core';
import type { Entry, HardlinkEntry, ListedFile, Tree } from '@strake/oci';
import type { Archive } from '../unpack/archive.ts';

/** Metadata of an inode. Times keep their fractions until the layer is made. */
export interface Meta {
  mode: number;
  uid: number;
  gid: number;
  /** Seconds since 1970. */
  mtime: number;
  mtimeNs: number;
  xattrs: Readonly<Record<string, string>> | undefined;
}

/** Where a staged file's bytes come from when the layer is written. */
export type Bytes =
  | { readonly kind: 'tree'; readonly tree: Tree<ListedFile>; readonly entry: ListedFile }
  | { readonly kind: 'data'; readonly data: Uint8Array }
  | { readonly kind: 'member'; readonly archive: Archive; readonly index: number };

/** Those of a file that is not a member of an archive. */
export type OwnBytes = Exclude<Bytes, { kind: 'member' }>;

export interface FileInode extends Meta {
  readonly type: 'file';
  readonly size: number;
  readonly bytes: Bytes;
  /** Whether several places have it: hard links. */
  shared: boolean;
  /** Which copy has made it: its hard links in the same source become links to it. */
  copy: object | undefined;
}

/** What a place of the staging tree holds. */
export type Inode =
  | FileInode
  | (Meta & { readonly type: 'directory' })
  | (Meta & Linked & { readonly type: 'symlink'; readonly target: string })
  | (Meta &
      Linked & { readonly type: 'character-device' | 'block-device'; readonly major: number; readonly minor: number })
  | (Meta & Linked & { readonly type: 'fifo' });

interface Linked {
  /** As of files. */
  shared?: boolean;
}

export type DirectoryInode = Extract<Inode, { type: 'directory' }>;

/** The inode of an entry of `tree`, with metadata of its own. */
export function inodeOf(tree: Tree<ListedFile>, entry: Entry<ListedFile>, meta: Meta = metaOf(entry)): Inode {
  if (entry.type === 'hardlink') return inodeOf(tree, linkedFile(tree, entry.target), meta);
  if (entry.type !== 'file') return otherInode(entry, meta);
  return fileInode(meta, entry.size, { kind: 'tree', tree, entry });
}

/** The inode of an entry without bytes. */
export function otherInode(entry: Exclude<Entry, ListedFile | HardlinkEntry>, meta: Meta): Inode {
  if (entry.type === 'symlink') return { type: entry.type, ...meta, target: entry.target };
  if ('major' in entry) return { type: entry.type, ...meta, major: entry.major, minor: entry.minor };
  return { type: entry.type, ...meta };
}

export function fileInode({ mode, uid, gid, mtime, mtimeNs, xattrs }: Meta, size: number, from: Bytes): FileInode {
  return {
    type: 'file',
    mode,
    uid,
    gid,
    mtime,
    mtimeNs,
    xattrs,
    size,
    bytes: from,
    shared: false,
    copy: undefined,
  };
}

export function metaOf({ mode, uid, gid, mtime, mtimeNs, xattrs }: Entry<ListedFile>): Meta {
  return { mode, uid, gid, mtime, mtimeNs: mtimeNs ?? 0, xattrs };
}

/** Trees promise that the target of a hard link is a file. */
function linkedFile(tree: Tree<ListedFile>, path: string): ListedFile {
  const entry = tree.get(path);
  if (entry?.type !== 'file') throw new Error(`a tree has a hard link to ${JSON.stringify(path)}, which is no file`);
  return entry;
}

/** Digest of a file's bytes where its tree knows it. A tree that hashes late does so now. */
export function contentOf({ bytes: from }: FileInode): Digest | undefined {
  return from.kind === 'tree' ? from.entry.content : undefined;
}

/** As `openBytes`, or the bytes themselves where they can be had at once. */
export function bytesOf(from: OwnBytes, signal?: AbortSignal): Uint8Array | ByteStream {
  return from.kind === 'data' ? from.data : (from.tree.readSmall?.(from.entry.path) ?? openBytes(from, signal));
}

/** The bytes of a file that is not a member of an archive. A chunk's memory may be used again once the next is asked for. */
export function openBytes(from: OwnBytes, signal?: AbortSignal): ByteStream {
  return from.kind === 'data' ? bytes(from.data) : from.tree.open(from.entry.path, signal, { reuse: true });
}
