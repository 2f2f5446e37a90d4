import type { DirectoryEntry, EntryPath } from '@strake/oci';
import type { ContextNode, DirectoryNode } from '../tree/node.ts';
import { Leaf, type LeafOptions } from './leaf.ts';
import { linkNames } from './hard-links.ts';

/** What all folders of one walk share. */
export interface Forest extends LeafOptions {
  /** The whole, once there is one. */
  tree: Folder | undefined;
  linked: boolean;
}

/**
 * A directory of a walk. Of what is no directory only the names are known at first; nodes are made, in order, when
 * somebody asks what the directory holds.
 */
export class Folder implements DirectoryNode {
  readonly entry: DirectoryEntry;
  /** Whether others could put a link in the place of a directory above its entries. */
  readonly exposed: boolean;
  readonly #forest: Forest;
  readonly #folders = new Map<string, Folder>();
  #names: string[] = [];
  #children: ReadonlyMap<string, ContextNode> | undefined;

  constructor(entry: DirectoryEntry, exposed: boolean, forest: Forest) {
    this.entry = entry;
    this.exposed = exposed;
    this.#forest = forest;
  }

  get path(): EntryPath {
    return this.entry.path;
  }

  get isEmpty(): boolean {
    return this.#names.length === 0 && this.#folders.size === 0;
  }

  /** Nothing may be added or removed once `children` has been asked for. */
  addLeaf(name: string): void {
    this.#names.push(name);
  }

  addFolder(name: string, folder: Folder): void {
    this.#folders.set(name, folder);
  }

  removeFolder(name: string): void {
    this.#folders.delete(name);
  }

  get children(): ReadonlyMap<string, ContextNode> {
    return (this.#children ??= this.#makeChildren());
  }

  #makeChildren(): ReadonlyMap<string, ContextNode> {
    const folders = this.#folders;
    const names = folders.size === 0 ? this.#names : [...this.#names, ...folders.keys()];
    names.sort();
    const settle = (): void => settleLinks(this.#forest);
    const children = new Map<string, ContextNode>();
    for (const name of names) children.set(name, folders.get(name) ?? new Leaf(this, name, this.#forest, settle));
    this.#names = [];
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
