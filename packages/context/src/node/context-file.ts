import type { Digest } from '@strake/core';
import type { EntryPath, FileEntry } from '@strake/oci';
import { type FileStamp, stampOf } from './file-stamp.ts';
import type { StatusList } from './status-list.ts';

/** Metadata that every entry of a directory context has. */
export interface ContextMeta {
  readonly path: EntryPath;
  readonly mode: number;
  readonly uid: 0;
  readonly gid: 0;
  readonly mtime: number;
  readonly mtimeNs: number;
  readonly xattrs?: Readonly<Record<string, string>>;
}

/** What is known of a file beyond its entry. */
export interface FileState {
  /** Absent for what is empty whatever there is on disk: a socket. */
  readonly stamp: FileStamp | undefined;
  /** Somebody else could put a link in the place of a directory above the file. */
  readonly exposed: boolean;
}

/** Where a file's status is; a place below zero is none. */
export interface StatusPlace {
  readonly statuses: StatusList;
  readonly place: number;
  readonly exposed: boolean;
}

/** A file of a directory context. Its digest is unknown until somebody asks for it. */
export class ContextFile implements FileEntry {
  readonly type = 'file';
  readonly path: EntryPath;
  readonly mode: number;
  readonly uid: 0;
  readonly gid: 0;
  readonly mtime: number;
  readonly mtimeNs: number;
  readonly size: number;
  declare readonly xattrs?: Readonly<Record<string, string>>;
  readonly #statuses: StatusList;
  readonly #place: number;
  readonly #exposed: boolean;
  #digest: Digest | undefined;
  readonly #hash: (file: ContextFile) => Digest;

  constructor(
    meta: ContextMeta,
    size: number,
    { statuses, place, exposed }: StatusPlace,
    hash: (file: ContextFile) => Digest,
  ) {
    this.path = meta.path;
    this.mode = meta.mode;
    this.uid = meta.uid;
    this.gid = meta.gid;
    this.mtime = meta.mtime;
    this.mtimeNs = meta.mtimeNs;
    this.size = size;
    if (meta.xattrs) this.xattrs = meta.xattrs;
    this.#statuses = statuses;
    this.#place = place;
    this.#exposed = exposed;
    this.#hash = hash;
  }

  get content(): Digest {
    return this.#digest ?? this.#hash(this);
  }

  static stateOf(file: ContextFile): FileState {
    const exposed = file.#exposed;
    if (file.#place < 0) return { stamp: undefined, exposed };
    const status = file.#statuses.at(file.#place);
    if (typeof status !== 'object') throw new Error(`a file that nobody has looked at: ${JSON.stringify(file.path)}`);
    return { stamp: stampOf(status), exposed };
  }

  /** The digest as far as it is known. */
  static digestOf(file: ContextFile): Digest | undefined {
    return file.#digest;
  }

  static learn(file: ContextFile, digest: Digest): void {
    file.#digest = digest;
  }
}
