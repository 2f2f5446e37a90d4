import type { EntryPath } from '@strake/oci';

/** The part of the context to walk: a tree of names, whose `whole` nodes stand for all that is below them. */
export interface Wanted {
  readonly whole: boolean;
  readonly children: ReadonlyMap<string, Wanted>;
}

interface Growing extends Wanted {
  whole: boolean;
  readonly children: Map<string, Growing>;
}

export interface WantedBuilder {
  /** Wants the entry and the directories above it; with `whole`, also everything below. */
  add(path: EntryPath, whole: boolean): void;
  readonly root: Wanted;
}

export function createWanted(): WantedBuilder {
  const root: Growing = { whole: false, children: new Map() };
  return {
    root,
    add(path, whole) {
      let node = root;
      if (path !== '') {
        for (const name of path.split('/')) {
          if (node.whole) return;
          const known: Growing = node.children.get(name) ?? { whole: false, children: new Map() };
          node.children.set(name, known);
          node = known;
        }
      }
      if (!whole) return;
      node.whole = true;
      node.children.clear();
    },
  };
}
