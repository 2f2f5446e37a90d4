import type { EntryPath } from '@strake/oci';

/** The part of the context to walk: a tree of names. */
export interface Wanted {
  /** Whether all that is below is wanted, but for what `exclude` leaves out. */
  readonly whole: boolean;
  /** Patterns of paths below. Absent: nothing is left out, and there are no children to tell apart. */
  readonly exclude?: readonly string[] | undefined;
  /** What is wanted also where it is left out. */
  readonly children: ReadonlyMap<string, Wanted>;
}

interface Growing extends Wanted {
  whole: boolean;
  exclude?: readonly string[] | undefined;
  readonly children: Map<string, Growing>;
}

export interface WantedBuilder {
  /** Wants the entry and the directories above it; with `whole`, also everything below that `exclude` does not leave out. */
  add(path: EntryPath, whole: boolean, exclude?: readonly string[]): void;
  readonly root: Wanted;
}

export function createWanted(): WantedBuilder {
  const root: Growing = { whole: false, children: new Map() };
  return {
    root,
    add(path, whole, exclude = []) {
      let node = root;
      if (path !== '') {
        for (const name of path.split('/')) {
          if (isEverything(node)) return;
          const known: Growing = node.children.get(name) ?? { whole: false, children: new Map() };
          node.children.set(name, known);
          node = known;
        }
      }
      if (whole) becomeWhole(node, exclude);
    },
  };
}

/** Whether everything below is wanted, without exceptions. */
export function isEverything({ whole, exclude }: Wanted): boolean {
  return whole && exclude === undefined;
}

/** Of two lists of patterns only what both leave out could be: that is not worth finding out. */
function becomeWhole(node: Growing, exclude: readonly string[]): void {
  const same = !node.whole || JSON.stringify(node.exclude) === JSON.stringify(exclude);
  node.whole = true;
  node.exclude = same && exclude.length > 0 ? exclude : undefined;
  if (node.exclude === undefined) node.children.clear();
}
