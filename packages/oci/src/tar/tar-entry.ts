import type { DeviceEntry, DirectoryEntry, FifoEntry, FileEntry, HardlinkEntry, SymlinkEntry } from '../model/index.ts';

/**
 * An entry as a tar archive has it: a file without a content digest, but with the place of its bytes. Whiteouts are still
 * files with their special names.
 */
export type TarEntry =
  | (Omit<FileEntry, 'content'> & { readonly offset: number })
  | DirectoryEntry
  | SymlinkEntry
  | HardlinkEntry
  | DeviceEntry
  | FifoEntry;

/** What a tar archive is made of: a `TarEntry` whose offset is yet to come. */
export type TarEntryToWrite = Exclude<TarEntry, { type: 'file' }> | Omit<Extract<TarEntry, { type: 'file' }>, 'offset'>;

/** Bytes of a tar block. */
export const BLOCK = 512;

/** `size` and the padding that fills its last block. */
export function padded(size: number): number {
  return Math.ceil(size / BLOCK) * BLOCK;
}

/** Largest device numbers that Linux has. */
export const MAJOR_LIMIT: number = 2 ** 12 - 1;
export const MINOR_LIMIT: number = 2 ** 20 - 1;
/** Largest user and group id; 2^32-1 means "no id" to the kernel. */
export const ID_LIMIT: number = 2 ** 32 - 2;
