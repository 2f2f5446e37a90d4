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

/** What all files of a walk share. */
export interface FileSet {
  readonly statuses: StatusList;
  readonly hash: (file: ContextFile) => Digest;
}

/** What all files of a directory share. */
export interface Home {
  readonly forest: FileSet;
  /** Whether somebody else could put a link in the place of a directory above them. */
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
  readonly #home: Home;
  readonly #place: number;
  #digest: Digest | undefined;

  /** `place`: of its status; below zero there is none. */
  constructor(meta: ContextMeta, size: number, place: number, home: Home) {
    this.path = meta.path;
    this.mode = meta.mode;
    this.uid = meta.uid;
    this.gid = meta.gid;
    this.mtime = meta.mtime;
    this.mtimeNs = meta.mtimeNs;
    this.size = size;
    if (meta.xattrs) this.xattrs = meta.xattrs;
    this.#place = place;
    this.#home = home;
  }

  get content(): Digest {
    return this.#digest ?? this.#home.forest.hash(this);
  }

  static stateOf(file: ContextFile): FileState {
    const { exposed, forest } = file.#home;
    if (file.#place < 0) return { stamp: undefined, exposed };
    const status = forest.statuses.at(file.#place);
    if (typeof status !== 'object') throw new Error(`a file that nobody has looked at: ${JSON.stringify(file.path)}`);
    return { stamp: stampOf(status), exposed };
  }

  /** Whether its path is all it takes to open it: it has bytes on disk, and nobody else can change where that leads. */
  static isOpenable(file: ContextFile): boolean {
    return file.size > 0 && file.#place >= 0 && !file.#home.exposed && file.path.isWellFormed();
  }

  /** The row of its status; not to be kept. */
  static statusOf(file: ContextFile): BigUint64Array {
    return file.#home.forest.statuses.rows(file.#place, 1);
  }

  /** The digest as far as it is known. */
  static digestOf(file: ContextFile): Digest | undefined {
    return file.#digest;
  }

  static learn(file: ContextFile, digest: Digest): void {
    file.#digest = digest;
  }
}
