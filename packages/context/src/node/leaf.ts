import { lstatSync } from 'node:fs';
import type { Digest } from '@strake/core';
import type { DirectoryEntry, Entry, EntryPath, HardlinkEntry } from '@strake/oci';
import type { LeafNode } from '../tree/node.ts';
import { ContextFile } from './context-file.ts';
import { createEntry, type ReadXattrs } from './entry.ts';
import type { LinkedName } from './hard-links.ts';
import { changed, unlessGone } from './host-error.ts';
import type { StampList } from './file-stamp.ts';
import { hostPath } from './host-path.ts';

export interface LeafOptions {
  /** Absolute, without links and without a slash at its end. */
  readonly root: string;
  readonly hash: (file: ContextFile) => Digest;
  readonly readXattrs: ReadXattrs | undefined;
  readonly stamps: StampList;
}

/** The directory that holds a leaf. */
interface Parent {
  readonly path: EntryPath;
  readonly exposed: boolean;
}

type LeafEntry = Exclude<Entry, DirectoryEntry>;

/** A node that is no directory. It is looked at once, when its entry is first asked for. */
export class Leaf implements LeafNode {
  declare readonly children?: undefined;
  readonly #parent: Parent;
  readonly #name: string;
  readonly #options: LeafOptions;
  readonly #settle: () => void;
  /** `null` when it is gone. */
  #entry: LeafEntry | null | undefined;
  #several = false;

  /** `settle` is called when the file has several names. */
  constructor(parent: Parent, name: string, options: LeafOptions, settle: () => void) {
    this.#parent = parent;
    this.#name = name;
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
    const { root } = this.#options;
    const { path: above, exposed } = this.#parent;
    const path = above === '' ? this.#name : `${above}/${this.#name}`;
    const host = hostPath(root, path);
    this.#entry = null;
    const stat = unlessGone(path, false, () => lstatSync(host, { bigint: true, throwIfNoEntry: false }));
    const entry = stat && unlessGone(path, false, () => createEntry(path, host, stat, this.#options, exposed));
    if (!stat || !entry) return;
    if (entry.type === 'directory') throw changed(path, 'became a directory');
    this.#several = stat.nlink > 1n && entry instanceof ContextFile;
    this.#entry = entry;
  }
}
