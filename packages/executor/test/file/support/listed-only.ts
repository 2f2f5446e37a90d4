import type { Entry, ListedFile, Tree } from '@strake/oci';

/** A tree that does not say what its files hold, as that of layers that are only listed. */
export function listedOnly(tree: Tree, more: Partial<Tree<ListedFile>> = {}): Tree<ListedFile> {
  return {
    get: (path) => {
      const entry = tree.get(path);
      return entry && withoutContent(entry);
    },
    list: (directory) => [...tree.list(directory)].map(withoutContent),
    walk: (root) => [...tree.walk(root)].map(withoutContent),
    open: (path, signal, options) => tree.open(path, signal, options),
    ...more,
  };
}

function withoutContent(entry: Entry): Entry<ListedFile> {
  if (entry.type !== 'file') return entry;
  const { content: _, ...file } = entry;
  return file;
}
