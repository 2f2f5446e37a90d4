import { OciError } from '../error.ts';
import type { Entry, EntryPath } from '../model/index.ts';
import { joinPath } from '../model/index.ts';
import { hasWildcard, pathMatcher } from './match-path.ts';
import { resolve } from './resolve.ts';
import type { Tree } from './tree.ts';

/** A part of a tree: what one source of COPY names. */
export interface TreeSelector {
  /** Path inside the tree, clean, without leading slash; `''` is everything. With `wildcard` a pattern of `matchPath`. */
  readonly path: string;
  readonly wildcard: boolean;
  /** Follow a symlink that a selected path itself is. */
  readonly followLast: boolean;
  /** .dockerignore patterns for what is below a selected directory. */
  readonly exclude: readonly string[];
  /** Whether the names of the selected entries count, not only what they hold. */
  readonly names: boolean;
}

/** One entry that a selector selects. */
export interface Selected {
  /** The name by which it was selected: what the pattern matched. */
  readonly name: EntryPath;
  /** Where it is once links are followed. */
  readonly path: EntryPath;
  readonly entry: Entry;
}

/**
 * What `selector` selects, in order of names: exactly one entry, or any number with a wildcard. A pattern's leading
 * segments without wildcards are followed through links; what is below a matched directory is not matched again.
 * Throws `PATH_NOT_FOUND` when a path without wildcard, or those segments, are missing.
 */
export function selectEntries(
  tree: Tree,
  selector: Pick<TreeSelector, 'path' | 'wildcard' | 'followLast'>,
): readonly Selected[] {
  const { path, wildcard, followLast } = selector;
  if (!wildcard || !hasWildcard(path)) return [found(tree, path, followLast)];
  const { base, pattern } = splitPattern(path);
  const start = resolve(tree, base, { followLast: true });
  const match = pathMatcher(pattern);
  if (start.kind !== 'found') return [found(tree, base, true)];
  if (start.entry.type !== 'directory' || !match) return [];
  const names = [...matches(tree, start.path, '', match, pattern.split('/').length)];
  return names.map((name) => {
    const selected = found(tree, joinPath(start.path, name), followLast);
    return { ...selected, name: joinPath(base, name) };
  });
}

function found(tree: Tree, path: string, followLast: boolean): Selected {
  const place = resolve(tree, path, { followLast });
  if (place.kind === 'found') return { name: path, path: place.path, entry: place.entry };
  const why = { missing: 'not found', loop: 'too many levels of symbolic links', 'not-directory': 'not a directory' };
  throw new OciError('PATH_NOT_FOUND', `"/${path}": ${why[place.kind]}`, { data: { path, kind: place.kind } });
}

/** The segments before the first that has a wildcard, and the rest. */
function splitPattern(path: string): { readonly base: EntryPath; readonly pattern: string } {
  const segments = path.split('/');
  const first = segments.findIndex(hasWildcard);
  return { base: segments.slice(0, first).join('/'), pattern: segments.slice(first).join('/') };
}

/** Names below `root`/`below` that match, relative to `root`. A pattern of n segments matches at depth n only. */
function* matches(
  tree: Tree,
  root: EntryPath,
  below: EntryPath,
  match: (name: string) => boolean,
  depth: number,
): Generator<EntryPath> {
  for (const entry of tree.list(joinPath(root, below))) {
    const name = root === '' ? entry.path : entry.path.slice(root.length + 1);
    if (depth === 1 && match(name)) yield name;
    else if (depth > 1 && entry.type === 'directory') yield* matches(tree, root, name, match, depth - 1);
  }
}
