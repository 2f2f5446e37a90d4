import type { Digest } from '@strake/core';

/**
 * Path of an entry inside an image: relative to its root, `/` between names, neither leading nor trailing slash,
 * no empty, `.` or `..` segments. The root itself is the empty string. Bytes that are not UTF-8 appear as lone
 * surrogates U+DC80..U+DCFF (one per byte), so that any name a file system allows survives a round trip.
 */
export type EntryPath = string;

/** What every entry has. */
export interface EntryMeta {
  readonly path: EntryPath;
  /** Permission bits with setuid, setgid and sticky: 0..0o7777. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Seconds since 1970, an integer, may be negative. */
  readonly mtime: number;
  /** Nanoseconds to add to `mtime`: 0..999999999. Absent is 0. */
  readonly mtimeNs?: number;
  /** Extended attributes; each value is a binary string (one character per byte). */
  readonly xattrs?: Readonly<Record<string, string>>;
}

/** A file as an archive lists it: nobody need have looked at its bytes. */
export interface ListedFile extends EntryMeta {
  readonly type: 'file';
  /** Bytes. */
  readonly size: number;
  /** Digest of the content, where it is known. */
  readonly content?: Digest;
}
export interface FileEntry extends ListedFile {
  readonly content: Digest;
}
export interface DirectoryEntry extends EntryMeta {
  readonly type: 'directory';
}
export interface SymlinkEntry extends EntryMeta {
  readonly type: 'symlink';
  /** As stored in the link: any text, never resolved. */
  readonly target: string;
}
/** Another name of a file of the same layer. Its metadata repeats the file's. */
export interface HardlinkEntry extends EntryMeta {
  readonly type: 'hardlink';
  /** Path of the file in the same layer. */
  readonly target: EntryPath;
}
export interface DeviceEntry extends EntryMeta {
  readonly type: 'character-device' | 'block-device';
  readonly major: number;
  readonly minor: number;
}
export interface FifoEntry extends EntryMeta {
  readonly type: 'fifo';
}

/** A node of a file system tree. */
export type Entry<F extends ListedFile = FileEntry> =
  | F
  | DirectoryEntry
  | SymlinkEntry
  | HardlinkEntry
  | DeviceEntry
  | FifoEntry;
