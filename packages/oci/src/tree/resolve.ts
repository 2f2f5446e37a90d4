import type { EntryPath } from '../model/index.ts';
import { joinPath, parentPath } from '../model/index.ts';
import type { Resolution, Tree } from './tree.ts';

/** Links followed before a path counts as a loop: the kernel's own bound. */
const HOPS = 40;

/**
 * Where `path` leads, following symlinks inside the tree's root: absolute targets start at the root, `..` stops there.
 * The last segment is followed only with `followLast`.
 */
export function resolve(tree: Pick<Tree, 'get'>, path: string, options: { readonly followLast: boolean }): Resolution {
  const rest = segments(path).toReversed();
  let at: EntryPath = '';
  let hops = 0;
  while (rest.length > 0) {
    const name = rest.pop() as string;
    if (name === '..') {
      at = parentPath(at);
      continue;
    }
    const next = joinPath(at, name);
    const entry = tree.get(next);
    if (!entry) return { kind: 'missing', path: appended(next, rest) };
    if (entry.type === 'symlink' && (rest.length > 0 || options.followLast)) {
      hops += 1;
      if (hops > HOPS) return { kind: 'loop', path: next };
      if (entry.target.startsWith('/')) at = '';
      rest.push(...segments(entry.target).toReversed());
      continue;
    }
    if (rest.length > 0 && entry.type !== 'directory') return { kind: 'not-directory', path: next };
    at = next;
  }
  const entry = tree.get(at);
  return entry ? { kind: 'found', path: at, entry } : { kind: 'missing', path: at };
}

function segments(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '' && segment !== '.');
}

/** `path` and what is left of the way, by text: nothing below a missing path can be a link. */
function appended(path: EntryPath, rest: readonly string[]): EntryPath {
  let at = path;
  for (const name of rest.toReversed()) at = name === '..' ? parentPath(at) : joinPath(at, name);
  return at;
}
