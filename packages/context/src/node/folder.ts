import { type BigIntStats, lstatSync } from 'node:fs';
import type { DirectoryEntry, EntryPath } from '@strake/oci';
import type { ContextNode, DirectoryNode } from '../tree/node.ts';
import { createEntry } from './entry.ts';
import { isExposed } from './exposure.ts';
import { Leaf, type LeafOptions } from './leaf.ts';
import { linkNames } from './hard-links.ts';
import { changed, unlessGone } from './host-error.ts';
import { hostPath } from './host-path.ts';
import { STATUS_WORDS } from './status.ts';

/** What all folders of one walk share. */
export interface Forest extends LeafOptions {
  /** The whole, once there is one. */
  tree: Folder | undefined;
  linked: boolean;
}

/** The names in a folder that are no directories, in order, and where their statuses are kept, one behind the other. */
export interface Leaves {
  readonly names: readonly string[];
  readonly place: number;
}

/** Where a directory's status is. */
const NOT_KEPT = -1;

/** What a look at a directory tells. */
interface Seen {
  readonly entry: DirectoryEntry;
  /** Whether others could put a link in the place of a directory above its entries. */
  readonly exposed: boolean;
}

/**
 * A directory of a walk. It is looked at once: when its entry is first asked for, unless somebody has before. Of what in it
 * is no directory only the names are known at first; nodes are made, in order, when somebody asks what the directory holds.
 */
export class Folder implements DirectoryNode {
  readonly path: EntryPath;
  readonly forest: Forest;
  readonly #isExposedAbove: () => boolean;
  readonly #folders = new Map<string, Folder>();
  readonly #names: string[] = [];
  /** `null` when it is gone. */
  #seen: Seen | null | undefined;
  #leaves: Leaves | undefined;
  #children: ReadonlyMap<string, ContextNode> | undefined;

  /** `isExposedAbove`: whether others could put a link in the place of the directory or of one above it. */
  constructor(path: EntryPath, isExposedAbove: () => boolean, forest: Forest) {
    this.path = path;
    this.#isExposedAbove = isExposedAbove;
    this.forest = forest;
  }

  get entry(): DirectoryEntry | undefined {
    return this.#seenNow()?.entry;
  }

  get exposed(): boolean {
    return this.#seenNow()?.exposed ?? true;
  }

  /** Takes what somebody has just seen of it. */
  learn(status: BigIntStats): void {
    const { path, forest } = this;
    const host = hostPath(forest.root, path);
    const entry = createEntry({ path, host, status, place: NOT_KEPT }, { forest, exposed: true }, forest.readXattrs);
    if (entry.type !== 'directory') throw changed(path, 'was replaced');
    this.#seen = { entry, exposed: this.#isExposedAbove() || isExposed(status) };
  }

  /** Unless somebody has. */
  look(): void {
    if (this.#seen !== undefined) return;
    this.#seen = null;
    const host = hostPath(this.forest.root, this.path);
    const look = (): BigIntStats | undefined => lstatSync(host, { bigint: true, throwIfNoEntry: false });
    const status = unlessGone(this.path, false, look);
    if (status) this.learn(status);
  }

  #seenNow(): Seen | undefined {
    this.look();
    return this.#seen ?? undefined;
  }

  get isEmpty(): boolean {
    return this.#names.length === 0 && this.#folders.size === 0;
  }

  /** Not once `leaves` or `children` have been asked for. */
  addLeaf(name: string): void {
    this.#names.push(name);
  }

  /** Not once `children` has been asked for; nor may one be removed. */
  addFolder(name: string, folder: Folder): void {
    this.#folders.set(name, folder);
  }

  removeFolder(name: string): void {
    this.#folders.delete(name);
  }

  get leaves(): Leaves {
    const names = this.#names;
    return (this.#leaves ??= { names: names.sort(), place: this.forest.statuses.reserve(names.length) });
  }

  /** In order. */
  get folders(): readonly Folder[] {
    return [...this.#folders].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, folder]) => folder);
  }

  settleLinks(): void {
    settleLinks(this.forest);
  }

  get children(): ReadonlyMap<string, ContextNode> {
    return (this.#children ??= this.#makeChildren());
  }

  #makeChildren(): ReadonlyMap<string, ContextNode> {
    if (!this.#seenNow()) return new Map();
    const folders = this.#folders;
    const { names, place } = this.leaves;
    const all = folders.size === 0 ? names : [...names, ...folders.keys()].sort();
    const children = new Map<string, ContextNode>();
    let next = place;
    for (const name of all) {
      const folder = folders.get(name);
      children.set(name, folder ?? new Leaf(this, name, next));
      if (!folder) next += STATUS_WORDS;
    }
    return children;
  }
}

/**
 * Which name of a file with several is the first is known only when all are: as soon as one such file is met, everything
 * is looked at.
 */
function settleLinks(forest: Forest): void {
  if (forest.linked || !forest.tree) return;
  forest.linked = true;
  const names = [];
  const open: DirectoryNode[] = [forest.tree];
  for (let folder = open.pop(); folder; folder = open.pop()) {
    for (const child of folder.children.values()) {
      const name = child instanceof Leaf ? child.link() : undefined;
      if (name) names.push(name);
      if (child.children) open.push(child);
    }
  }
  linkNames(names);
}
