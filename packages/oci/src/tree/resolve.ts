import type { EntryPath, ListedFile } from '../model/index.ts';
import { joinPath, parentPath } from '../model/index.ts';
import type { Resolution, Tree } from './tree.ts';

/** Links followed before a path counts as a loop: the kernel's own bound. */
const HOPS = 40;

/**
 * Where `path` leads, following symlinks inside the tree's root: absolute targets start at the root, `..` stops there. As
 * in Docker (containerd's `fs.RootPath`), `..` goes up from what is missing or no directory too, where a kernel fails.
 * The last segment is followed only with `followLast`.
 */
export function resolve<F extends ListedFile>(
  tree: Pick<Tree<F>, 'get'>,
  path: string,
  options: { readonly followLast: boolean },
): Resolution<F> {
  const rest = segments(path).toReversed();
  let at: EntryPath = '';
  let hops = 0;
  let outward: true | undefined;
  while (rest.length > 0) {
    const name = rest.pop() as string;
    if (name === '..') {
      if (at === '') outward = true;
      at = parentPath(at);
      continue;
    }
    const next = joinPath(at, name);
    const entry = tree.get(next);
    if (entry?.type === 'symlink' && (rest.length > 0 || options.followLast)) {
      hops += 1;
      if (hops > HOPS) return { kind: 'loop', path: next };
      if (entry.target.startsWith('/')) at = '';
      rest.push(...segments(entry.target).toReversed());
      continue;
    }
    at = next;
  }
  const entry = tree.get(at);
  if (entry) return { kind: 'found', path: at, entry };
  const nowhere = absent(tree, at);
  return outward ? { ...nowhere, outward } : nowhere;
}

/** Why nothing is at a path without links: something above it may be no directory. */
function absent(
  tree: Pick<Tree<ListedFile>, 'get'>,
  path: EntryPath,
): Extract<Resolution, { readonly kind: 'missing' | 'not-directory' }> {
  for (let above = parentPath(path); above !== ''; above = parentPath(above)) {
    const entry = tree.get(above);
    if (entry) return entry.type === 'directory' ? { kind: 'missing', path } : { kind: 'not-directory', path: above };
  }
  return { kind: 'missing', path };
}

function segments(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '' && segment !== '.');
}
