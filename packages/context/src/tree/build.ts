import { baseName, type DirectoryEntry, type Entry, type EntryPath, parentPath } from '@strake/oci';
import { ContextError } from '../error.ts';
import type { ContextNode, DirectoryNode } from './node.ts';

/** Puts a tree together, entry by entry. */
export interface TreeBuilder {
  get(path: EntryPath): Entry | undefined;
  /**
   * Places an entry, in the place of what was there; a directory keeps its children. Missing directories above it are
   * made: 0755, 0:0, time 0. Throws `INVALID_ENTRY` when something above it is no directory.
   */
  put(entry: Entry): void;
  /** All that was put, sorted. */
  finish(): DirectoryNode;
}

interface GrowingDirectory {
  entry: DirectoryEntry;
  readonly children: Map<string, Growing>;
}
type Growing = GrowingDirectory | { readonly entry: Exclude<Entry, DirectoryEntry>; readonly children?: undefined };

export function createTreeBuilder(): TreeBuilder {
  const root: GrowingDirectory = { entry: implied(''), children: new Map() };

  function directoryFor(path: EntryPath): GrowingDirectory {
    let node = root;
    let end = 0;
    for (const name of path === '' ? [] : path.split('/')) {
      end += name.length + 1;
      const here = path.slice(0, end - 1);
      const known = node.children.get(name) ?? { entry: implied(here), children: new Map<string, Growing>() };
      if (!known.children) throw below(path, here, known.entry.type);
      node.children.set(name, known);
      node = known;
    }
    return node;
  }

  return {
    get(path) {
      let node: Growing | undefined = root;
      for (const name of path === '' ? [] : path.split('/')) node = node?.children?.get(name);
      return node?.entry;
    },
    put(entry) {
      if (entry.path === '') {
        if (entry.type === 'directory') root.entry = entry;
        return;
      }
      const { children } = directoryFor(parentPath(entry.path));
      const name = baseName(entry.path);
      const before = children.get(name);
      if (entry.type !== 'directory') children.set(name, { entry });
      else if (before?.children) before.entry = entry;
      else children.set(name, { entry, children: new Map() });
    },
    finish: () => sorted(root),
  };
}

function sorted({ entry, children }: GrowingDirectory): DirectoryNode {
  const names = [...children.keys()].sort();
  return { entry, children: new Map(names.map((name) => [name, sortedChild(children.get(name) as Growing)])) };
}

function sortedChild(node: Growing): ContextNode {
  return node.children ? sorted(node) : node;
}

function implied(path: EntryPath): DirectoryEntry {
  return { type: 'directory', path, mode: 0o755, uid: 0, gid: 0, mtime: 0 };
}

function below(path: EntryPath, above: EntryPath, type: Entry['type']): ContextError {
  return new ContextError('INVALID_ENTRY', `${JSON.stringify(path)} lies below ${JSON.stringify(above)}, a ${type}`, {
    data: { path, above, type },
  });
}
