import { lstatSync } from 'node:fs';
import type { Digest } from '@strake/core';
import type { DirectoryEntry, Entry, EntryPath, HardlinkEntry } from '@strake/oci';
import type { LeafNode } from '../tree/node.ts';
import { ContextFile } from './context-file.ts';
import { createEntry, type ReadXattrs } from './entry.ts';
import { sameStamp } from './file-stamp.ts';
import type { LinkedName } from './hard-links.ts';
import { changed, unlessGone } from './host-error.ts';
import { type HostPath, hostPath } from './host-path.ts';
import type { Status } from './status.ts';
import type { StatusList } from './status-list.ts';

export interface LeafOptions {
  /** Absolute, without links and without a slash at its end. */
  readonly root: string;
  readonly hash: (file: ContextFile) => Digest;
  readonly readXattrs: ReadXattrs | undefined;
  readonly statuses: StatusList;
}

/** The directory that holds a leaf. */
interface Parent {
  readonly path: EntryPath;
  readonly exposed: boolean;
}

type LeafEntry = Exclude<Entry, DirectoryEntry>;

/** A node that is no directory. It is looked at once: when its entry is first asked for, unless somebody has before. */
export class Leaf implements LeafNode {
  declare readonly children?: undefined;
  readonly #parent: Parent;
  readonly #name: string;
  /** Of its status. */
  readonly #place: number;
  readonly #options: LeafOptions;
  readonly #settle: () => void;
  /** `null` when it is gone. */
  #entry: LeafEntry | null | undefined;
  #several = false;

  /** `settle` is called when the file has several names. */
  constructor(parent: Parent, name: string, place: number, options: LeafOptions, settle: () => void) {
    this.#parent = parent;
    this.#name = name;
    this.#place = place;
    this.#options = options;
    this.#settle = settle;
  }

  get entry(): LeafEntry | undefined {
    if (this.#entry === undefined) {
      this.#look();
      if (this.#several) this.#settle();
    }
    return this.#entry ?? undefined;
  }

  /** This name, when its file has several. */
  link(): LinkedName | undefined {
    if (this.#entry === undefined) this.#look();
    const file = this.#entry;
    if (!this.#several || !(file instanceof ContextFile)) return undefined;
    const { stamp } = ContextFile.stateOf(file);
    const become = (entry: HardlinkEntry): void => void (this.#entry = entry);
    return stamp && { file, stamp, become };
  }

  #look(): void {
    const { root, statuses } = this.#options;
    const { path: above, exposed } = this.#parent;
    const path = above === '' ? this.#name : `${above}/${this.#name}`;
    const host = hostPath(root, path);
    this.#entry = null;
    const before = statuses.at(this.#place);
    if (before === 'gone') return;
    const status = before ?? look(path, host);
    if (!before) statuses.set(this.#place, status);
    if (!status) return;
    const seen = { status, place: this.#place, exposed };
    const entry = unlessGone(path, false, () => createEntry(path, host, seen, this.#options));
    if (!entry) return;
    if (entry.type === 'directory') throw changed(path, 'became a directory');
    if (before && entry.type === 'symlink') checkSame(path, host, status);
    this.#several = status.nlink > 1n && entry instanceof ContextFile;
    this.#entry = entry;
  }
}

function look(path: EntryPath, host: HostPath): Status | undefined {
  return unlessGone(path, false, () => lstatSync(host, { bigint: true, throwIfNoEntry: false }));
}

/** Its target was read just now, long after it was looked at. */
function checkSame(path: EntryPath, host: HostPath, status: Status): void {
  const now = look(path, host);
  if (!now || !sameStamp(now, status)) throw changed(path, 'was replaced');
}
