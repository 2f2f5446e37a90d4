import type { Entry, EntryPath, ListedFile } from '../model/index.ts';
import type { Tree } from './tree.ts';

/** `Tree.walk` for a tree that has `list`: everything below `root`, each directory before what is in it. */
export function* walkTree<F extends ListedFile>(tree: Pick<Tree<F>, 'list'>, root: EntryPath): Generator<Entry<F>> {
  const pending: Iterator<Entry<F>>[] = [tree.list(root)[Symbol.iterator]()];
  for (let top = pending.at(-1); top; top = pending.at(-1)) {
    const { done, value } = top.next();
    if (done) {
      pending.pop();
    } else {
      yield value;
      if (value.type === 'directory') pending.push(tree.list(value.path)[Symbol.iterator]());
    }
  }
}
