import type { Digest } from '@strake/core';
import type { EntryPath, FileEntry } from '@strake/oci';
import type { FileStamp } from './file-stamp.ts';

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
  readonly stamp?: FileStamp;
  /** Somebody else could put a link in the place of a directory above the file. */
  readonly exposed: boolean;
  digest?: Digest;
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
  readonly #state: FileState;
  readonly #hash: (file: ContextFile) => Digest;

  constructor(meta: ContextMeta, state: FileState, hash: (file: ContextFile) => Digest) {
    this.path = meta.path;
    this.mode = meta.mode;
    this.uid = meta.uid;
    this.gid = meta.gid;
    this.mtime = meta.mtime;
    this.mtimeNs = meta.mtimeNs;
    this.size = Number(state.stamp?.size ?? 0n);
    if (meta.xattrs) this.xattrs = meta.xattrs;
    this.#state = state;
    this.#hash = hash;
  }

  get content(): Digest {
    return this.#state.digest ?? this.#hash(this);
  }

  static stateOf(file: ContextFile): FileState {
    return file.#state;
  }
}
