import type { Entry, EntryPath } from '../model/index.ts';
import type { Tree } from './tree.ts';

/** `Tree.walk` for a tree that has `list`: everything below `root`, each directory before what is in it. */
export function* walkTree(tree: Pick<Tree, 'list'>, root: EntryPath): Generator<Entry> {
  const pending: Iterator<Entry>[] = [tree.list(root)[Symbol.iterator]()];
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
