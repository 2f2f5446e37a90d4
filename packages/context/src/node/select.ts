import { type Entry, type EntryPath, hasWildcard, joinPath, pathMatcher, resolve } from '@strake/oci';
import type { IgnoreRule } from '../ignore/ignore-file.ts';
import type { ContextSelection } from '../source.ts';
import { entryOnDisk } from './disk.ts';
import { hostPath } from './host-path.ts';
import { readNames } from './names.ts';
import { createWanted, isEverything, type Wanted, type WantedBuilder } from './wanted.ts';

/**
 * What of the directory to walk for the selections: the selected entries with all below them, and every symlink on the
 * way with where it leads, so that COPY can follow it. Nothing outside `root` is looked at.
 */
export async function selectOnDisk(
  root: string,
  rules: readonly IgnoreRule[],
  selections: readonly ContextSelection[],
): Promise<Wanted> {
  const wanted = createWanted();
  for (const { path, wildcard, exclude } of selections) {
    const names = path.split('/').filter((name) => name !== '' && name !== '.');
    const first = wildcard ? names.findIndex(hasWildcard) : -1;
    const into: Into = { wanted, exclude };
    if (first < 0) follow(root, names.join('/'), into);
    else await expand(root, rules, names.slice(0, first).join('/'), names.slice(first), into);
    if (isEverything(wanted.root)) break;
  }
  return wanted.root;
}

/** What selections add to. */
interface Into {
  readonly wanted: WantedBuilder;
  /** Of the selection. */
  readonly exclude?: readonly string[] | undefined;
}

/** Wants `path` and, when links lead away from it, what they lead to. The place where it ends, if it exists. */
function follow(root: string, path: EntryPath, { wanted, exclude }: Into): Entry | undefined {
  const visited: EntryPath[] = [];
  const tree = {
    get: (at: EntryPath): Entry | undefined => {
      visited.push(at);
      return entryOnDisk(root, at);
    },
  };
  const found = resolve(tree, path, { followLast: true });
  for (const at of visited) wanted.add(at, false);
  if (found.kind !== 'found') return undefined;
  wanted.add(found.path, true, exclude);
  return found.entry;
}

async function expand(
  root: string,
  rules: readonly IgnoreRule[],
  base: EntryPath,
  pattern: readonly string[],
  into: Into,
): Promise<void> {
  const place = createWanted();
  const start = follow(root, base, { wanted: place });
  copyShallow(place.root, '', into.wanted);
  if (start?.type !== 'directory') return;
  for (const name of await matches(root, rules, start.path, pattern)) follow(root, joinPath(start.path, name), into);
}

/** Wants the way that led to the base of a pattern, without what is below it. */
function copyShallow(node: Wanted, path: EntryPath, wanted: WantedBuilder): void {
  wanted.add(path, false);
  for (const [name, child] of node.children) copyShallow(child, joinPath(path, name), wanted);
}

async function matches(
  root: string,
  rules: readonly IgnoreRule[],
  base: EntryPath,
  pattern: readonly string[],
): Promise<readonly string[]> {
  const match = pathMatcher(pattern.join('/'));
  const [only] = pattern;
  if (pattern.length === 1 && only !== '**') {
    return match ? readNames(hostPath(root, base)).flatMap(({ name }) => (match(name) ? [name] : [])) : [];
  }
  const { globBelow } = await import('./glob.ts');
  const names = globBelow(root, rules, base, pattern);
  return pattern.includes('**') ? names : names.filter((name) => match?.(name));
}
