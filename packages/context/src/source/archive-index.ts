import type { CreateHasher, Digest, Hasher } from '@strake/core';
import type { Entry, EntryPath, FileEntry, HardlinkEntry, TarEntry, TarHandler } from '@strake/oci';
import { ContextError } from '../error.ts';
import { createTreeBuilder } from '../tree/build.ts';
import type { DirectoryNode } from '../tree/node.ts';
import { createPackedEntries } from './packed-entries.ts';

/** A file with the place of its bytes in the archive. */
export interface StoredFile extends FileEntry {
  /** Where its first byte is. */
  readonly offset: number;
  /** Of a sparse file: bytes that are stored and zeros that are not, in turns. */
  readonly runs?: readonly number[];
}

/** Makes a tree of an archive as a tar reader goes through it. */
export interface ArchiveIndex extends TarHandler {
  /** The tree, once the reader has ended. Files in it are `StoredFile`s; `hash` gives digests of the sparse ones. */
  finish(hash: (file: Omit<StoredFile, 'content'>) => Promise<Digest>): Promise<DirectoryNode>;
}

/** Of all sparse files together: they take little in an archive. */
const MAX_HOLES = 1_000_000;

/** Without a digest where it is empty or sparse. */
type ArchivedFile = Omit<StoredFile, 'content'> & { readonly content?: Digest };
type Archived = Exclude<TarEntry, { type: 'file' }> | ArchivedFile;

/**
 * Of entries with the same path the last counts. Refused (`BAD_ARCHIVE`, `INVALID_ENTRY`): entries below anything but a
 * directory, hard links to nothing or to a directory, and a new file in the place of one that hard links name. Other names
 * of a link, fifo or device are others like it, as a copy takes them. Until the archive has ended its entries are but noted
 * down, so that one with too many takes little memory. `limit`: most bytes of zeros that are not stored (`LIMIT`).
 */
export function createArchiveIndex(createHasher: CreateHasher, limit: number): ArchiveIndex {
  const entries = createPackedEntries<Archived>();
  let current: { readonly file: ArchivedFile; readonly hasher: Hasher; readonly runs: number[] } | undefined;
  let zeros = 0;
  let runs = 0;

  function endFile(): void {
    if (!current) return;
    const { file, hasher } = current;
    if (current.runs.length > 1) entries.add({ ...file, runs: current.runs });
    else entries.add(file.size === 0 ? file : { ...file, content: hasher.digest() });
    current = undefined;
  }

  return {
    entry(entry) {
      endFile();
      if (entry.type === 'file') current = { file: entry, hasher: createHasher(), runs: [0] };
      else entries.add(entry);
    },
    data(chunk) {
      if (!current) return;
      if (isHole(current.runs.length - 1)) current.runs.push(0);
      current.runs.push((current.runs.pop() ?? 0) + chunk.byteLength);
      current.hasher.update(chunk);
    },
    hole(size) {
      current?.runs.push(size);
      zeros += size;
      runs += 1;
      if (zeros > limit) throw new ContextError('LIMIT', `the sparse files hold more than ${limit} bytes of zeros`);
      if (runs > MAX_HOLES) throw new ContextError('LIMIT', `the sparse files have more than ${MAX_HOLES} holes`);
    },
    async finish(hash) {
      endFile();
      const tree = createArchiveTree();
      const empty = createHasher().digest();
      const contentOf = (file: ArchivedFile): Digest | Promise<Digest> =>
        file.content ?? (file.size === 0 ? empty : hash(file));
      for (const entry of entries.take())
        tree.put(entry.type === 'file' ? { ...entry, content: await contentOf(entry) } : entry);
      return tree.root();
    },
  };
}

/** Whether the run of this number is one of zeros. */
export function isHole(run: number): boolean {
  return run % 2 === 1;
}

type Placed = Exclude<Archived, ArchivedFile> | StoredFile;

function createArchiveTree(): { put(entry: Placed): void; root(): DirectoryNode } {
  const builder = createTreeBuilder();
  const linked = new Set<EntryPath>();

  function linkOf({ path, target }: HardlinkEntry): Entry {
    const found = builder.get(target);
    const file = found?.type === 'hardlink' ? builder.get(found.target) : found;
    if (file === undefined || file.type === 'directory' || file.type === 'hardlink' || target === path)
      throw bad(`hard link ${JSON.stringify(path)} names ${JSON.stringify(target)}, which is no earlier file`);
    if (file.type !== 'file') return { ...file, path };
    linked.add(file.path);
    const { mode, uid, gid, mtime, mtimeNs, xattrs } = file;
    const meta = { mode, uid, gid, mtime, ...(mtimeNs ? { mtimeNs } : {}), ...(xattrs ? { xattrs } : {}) };
    return { ...meta, type: 'hardlink', path, target: file.path };
  }

  return {
    put(entry) {
      if (linked.has(entry.path)) throw bad(`${JSON.stringify(entry.path)} comes again after hard links to it`);
      builder.put(entry.type === 'hardlink' ? linkOf(entry) : entry);
    },
    root: () => builder.finish(),
  };
}

function bad(message: string): ContextError {
  return new ContextError('BAD_ARCHIVE', message);
}
