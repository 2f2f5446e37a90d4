import { lstatSync } from 'node:fs';
import type { DirectoryEntry, Entry, EntryPath, HardlinkEntry } from '@strake/oci';
import type { LeafNode } from '../tree/node.ts';
import { ContextFile, type FileSet, type Home } from './context-file.ts';
import { createEntry, type ReadXattrs } from './entry.ts';
import { sameStamp } from './file-stamp.ts';
import type { LinkedName } from './hard-links.ts';
import { changed, unlessGone } from './host-error.ts';
import { type HostPath, hostPath } from './host-path.ts';
import type { Status } from './status.ts';

export interface LeafOptions extends FileSet {
  /** Absolute, without links and without a slash at its end. */
  readonly root: string;
  readonly readXattrs: ReadXattrs | undefined;
}

/** The directory that holds a leaf. */
interface Parent extends Home {
  readonly path: EntryPath;
  readonly forest: LeafOptions;
  /** Called when a file has several names. */
  settleLinks(): void;
}

type LeafEntry = Exclude<Entry, DirectoryEntry>;

/** A node that is no directory. It is looked at once: when its entry is first asked for, unless somebody has before. */
export class Leaf implements LeafNode {
  declare readonly children?: undefined;
  readonly #parent: Parent;
  readonly #name: string;
  /** Of its status. */
  readonly #place: number;
  /** `null` when it is gone. */
  #entry: LeafEntry | null | undefined;
  #several = false;

  constructor(parent: Parent, name: string, place: number) {
    this.#parent = parent;
    this.#name = name;
    this.#place = place;
  }

  get entry(): LeafEntry | undefined {
    if (this.#entry === undefined) {
      this.#look();
      if (this.#several) this.#parent.settleLinks();
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
    const { path: above, forest } = this.#parent;
    const { root, readXattrs, statuses } = forest;
    const path = above === '' ? this.#name : `${above}/${this.#name}`;
    const host = hostPath(root, path);
    this.#entry = null;
    const before = statuses.at(this.#place);
    if (before === 'gone') return;
    const status = before ?? look(path, host);
    if (!before) statuses.set(this.#place, status);
    if (!status) return;
    const seen = { path, host, status, place: this.#place };
    const entry = unlessGone(path, false, () => createEntry(seen, this.#parent, readXattrs));
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
