import type { CreateHasher, Hasher } from '@strake/core';
import type { Entry, EntryPath, FileEntry, TarEntry, TarHandler } from '@strake/oci';
import { ContextError } from '../error.ts';
import { createTreeBuilder } from '../tree/build.ts';
import type { DirectoryNode } from '../tree/node.ts';

/** Where a file's bytes lie in the archive: from the first number up to but excluding the second. */
export type ByteRange = readonly [number, number];

/** Makes a tree of an archive as a tar reader goes through it. */
export interface ArchiveIndex extends TarHandler {
  /** The tree and the places of its files, once the reader has ended. */
  finish(): { readonly root: DirectoryNode; readonly ranges: ReadonlyMap<FileEntry, ByteRange> };
}

type ArchivedFile = Extract<TarEntry, { type: 'file' }>;

/**
 * Of entries with the same path the last counts. Refused (`BAD_ARCHIVE`, `INVALID_ENTRY`): entries below anything but a
 * directory, hard links to anything but an earlier file, and a new file in the place of one that hard links name.
 */
export function createArchiveIndex(createHasher: CreateHasher): ArchiveIndex {
  const builder = createTreeBuilder();
  const ranges = new Map<FileEntry, ByteRange>();
  const linked = new Set<EntryPath>();
  let current: { readonly file: ArchivedFile; readonly hasher: Hasher } | undefined;

  function endFile(): void {
    if (!current) return;
    const { offset, ...meta } = current.file;
    const entry: FileEntry = { ...meta, content: current.hasher.digest() };
    ranges.set(entry, [offset, offset + entry.size]);
    builder.put(entry);
    current = undefined;
  }

  function linkOf({ path, target }: Extract<TarEntry, { type: 'hardlink' }>): Entry {
    const found = builder.get(target);
    const file = found?.type === 'hardlink' ? builder.get(found.target) : found;
    if (file?.type !== 'file')
      throw bad(`hard link ${JSON.stringify(path)} names ${JSON.stringify(target)}, which is no earlier file`);
    linked.add(file.path);
    const { content: _, size: __, ...meta } = file;
    return { ...meta, type: 'hardlink', path, target: file.path };
  }

  return {
    entry(entry) {
      endFile();
      if (linked.has(entry.path)) throw bad(`${JSON.stringify(entry.path)} comes again after hard links to it`);
      if (entry.type === 'file') current = { file: entry, hasher: createHasher() };
      else builder.put(entry.type === 'hardlink' ? linkOf(entry) : entry);
    },
    data: (chunk) => current?.hasher.update(chunk),
    finish() {
      endFile();
      return { root: builder.finish(), ranges };
    },
  };
}

function bad(message: string): ContextError {
  return new ContextError('BAD_ARCHIVE', message);
}
