import {
  chmodSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  lchownSync,
  linkSync,
  mkdirSync,
  openSync,
  statSync,
  symlinkSync,
  writeSync,
} from 'node:fs';
import type { ByteStream } from '@strake/core';
import { encodeName, type EntryMeta, type EntryPath, type FileEntry, type IndexEntry, parentPath } from '@strake/oci';
import { makeFifo, makeWhiteout, moveFrom, setTime, setXattr } from '../syscalls/file.ts';
import { hasCode } from '../syscalls/libc.ts';
import { cPath, hostPath } from './host-path.ts';
import { type Device, DEVICE_XATTR, markDevice } from './device-form.ts';
import { isOverlayXattr, markOpaque } from './overlay-form.ts';

export interface Extraction {
  /** Sorted by path, as a `LayerIndex`. */
  readonly entries: readonly IndexEntry[];
  readonly files: FileSource;
  /** Whether files get their owners; else all belong to whoever extracts. */
  readonly owners: boolean;
  /** Directories of `entries` that are there already: they get the entries' metadata. */
  readonly existing?: readonly EntryPath[];
}

/**
 * Where the bytes of files come from: the uncompressed tar that the entries' offsets are about, or an open directory with a
 * file for each that is not empty, by the name of its offset, which is moved to where it belongs.
 */
export type FileSource = { readonly tar: ByteStream } | { readonly directory: number };

type IndexedFile = FileEntry & { readonly offset: number };
type Directory = Extract<IndexEntry, { type: 'directory' }>;

/** Creates, never follows or replaces. */
const CREATE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

/**
 * Unpacks a layer into the empty directory `/`, in the form of an overlay lower directory. The only place where names
 * of an image become files. The caller has made `/` the layer's own root (chroot), so that no name, link or `..` of a
 * hostile archive leads out of it. Empty files stand for devices (`device-form.ts`). Gives the directories that no entry
 * describes.
 */
export async function extractLayer({
  entries,
  files,
  owners,
  existing = [],
}: Extraction): Promise<readonly EntryPath[]> {
  process.umask(0);
  const made = new Set<EntryPath>(['', ...existing]);
  const implied: EntryPath[] = [];
  for (const entry of entries) {
    implied.push(...makeParents(entry.type === 'opaque' ? entry.path : parentPath(entry.path), made));
    makeNode(entry, made, owners);
  }
  const own = entries.filter((entry) => entry.type === 'file');
  if ('tar' in files) await writeFiles(own, files.tar, owners);
  else placeFiles(own, files.directory, owners);
  for (const entry of entries) if (entry.type === 'hardlink') linkSync(inRoot(entry.target), inRoot(entry.path));
  for (const entry of entries.toReversed()) if (entry.type === 'directory') finish(entry, owners);
  return implied;
}

/** Everything but files and hard links to them; those come with and after the bytes. */
function makeNode(entry: IndexEntry, made: Set<EntryPath>, owners: boolean): void {
  const path = inRoot(entry.path);
  if ('sameAs' in entry && entry.sameAs !== undefined) return linkSync(inRoot(entry.sameAs), path);
  switch (entry.type) {
    case 'directory':
      if (!made.has(entry.path)) mkdirSync(path, 0o755);
      made.add(entry.path);
      return;
    case 'symlink':
      symlinkSync(entry.target.isWellFormed() ? entry.target : Buffer.from(encodeName(entry.target)), path);
      return finish(entry, owners);
    case 'fifo':
      makeFifo(cPath(path));
      return finish(entry, owners);
    case 'whiteout':
      return makeWhiteout(cPath(path));
    case 'character-device':
    case 'block-device':
      makeDevice(path, entry);
      return finish(entry, owners);
    case 'opaque':
      return markOpaque(cPath(path));
    case 'file':
    case 'hardlink':
      return;
  }
}

function makeDevice(path: string | Buffer, device: Device): void {
  closeSync(openSync(path, CREATE, 0o600));
  if (!markDevice(cPath(path), device)) throw new Error(`no user attributes on ${String(path)}`);
}

/** Directories that no entry describes: 0755, root's. A link to a directory will do, as for containerd. */
function makeParents(path: EntryPath, made: Set<EntryPath>): readonly EntryPath[] {
  if (made.has(path)) return [];
  const parents = makeParents(parentPath(path), made);
  made.add(path);
  try {
    mkdirSync(inRoot(path), 0o755);
    return [...parents, path];
  } catch (error) {
    if (!hasCode(error, 'EEXIST') || !statSync(inRoot(path)).isDirectory()) throw error;
    return parents;
  }
}

/** Cuts the files out of the tar as it comes. Reads it to its end, so that it is verified whole. */
async function writeFiles(files: readonly IndexedFile[], tar: ByteStream, owners: boolean): Promise<void> {
  const waiting = files.toSorted((a, b) => b.offset - a.offset);
  let open: { readonly entry: IndexedFile; readonly fd: number; left: number } | undefined;
  let position = 0;
  for await (const chunk of tar) {
    const end = position + chunk.byteLength;
    for (;;) {
      const entry = open?.entry ?? nextFile(waiting, end);
      if (entry === undefined) break;
      open ??= { entry, fd: openSync(inRoot(entry.path), CREATE, 0o600), left: entry.size };
      const from = Math.max(0, entry.offset + entry.size - open.left - position);
      const bytes = chunk.subarray(from, from + open.left);
      writeAll(open.fd, bytes);
      open.left -= bytes.byteLength;
      if (open.left > 0) break;
      finishFile(open.fd, entry, owners);
      open = undefined;
    }
    position = end;
  }
  if (open !== undefined || waiting.length > 0) throw new Error('the layer ends in the middle of a file');
}

/** An index has each path once, and nothing below a link: what is moved replaces nothing. */
function placeFiles(files: readonly IndexedFile[], directory: number, owners: boolean): void {
  for (const entry of files) {
    const path = inRoot(entry.path);
    if (entry.size === 0) closeSync(openSync(path, CREATE, 0o600));
    else moveFrom(directory, String(entry.offset), cPath(path));
    finish(entry, owners);
  }
}

/** Takes the next file that begins before `end`; an empty one may begin there. */
function nextFile(waiting: IndexedFile[], end: number): IndexedFile | undefined {
  const next = waiting.at(-1);
  if (next === undefined || next.offset > end || (next.offset === end && next.size > 0)) return undefined;
  return waiting.pop();
}

function writeAll(fd: number, bytes: Uint8Array): void {
  let at = 0;
  while (at < bytes.byteLength) at += writeSync(fd, bytes, at);
}

/** Owner before mode before attributes: each clears some of what follows. */
function finishFile(fd: number, entry: IndexedFile, owners: boolean): void {
  if (owners) fchownSync(fd, entry.uid, entry.gid);
  fchmodSync(fd, entry.mode);
  closeSync(fd);
  setAttributes(entry);
}

function finish(entry: Directory | Exclude<IndexEntry, { type: 'whiteout' | 'opaque' }>, owners: boolean): void {
  const path = inRoot(entry.path);
  if (owners) lchownSync(path, entry.uid, entry.gid);
  if (entry.type !== 'symlink') chmodSync(path, entry.mode);
  setAttributes(entry);
}

/** Attributes that overlayfs or this sandbox reads never come from an image; those that this file system refuses are left out. */
function setAttributes({ path, xattrs, mtime, mtimeNs = 0 }: EntryMeta): void {
  const host = cPath(inRoot(path));
  for (const [name, value] of Object.entries(xattrs ?? {})) {
    if (!isOverlayXattr(name) && name !== DEVICE_XATTR) setXattr(host, name, Buffer.from(value, 'latin1'));
  }
  setTime(host, mtime, mtimeNs);
}

function inRoot(path: EntryPath): string | Buffer {
  return hostPath('', path);
}
