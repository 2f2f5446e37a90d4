import type { EntryPath } from '@strake/oci';
import type { IgnoreRule } from './ignore-file.ts';
import { type IgnoreDirectory, ignoreDirectory } from './matcher.ts';

/** Tells for any path, in any order, whether the rules ignore it. Remembers the directories it has been to. */
export function ignoreFilter(rules: readonly IgnoreRule[]): (path: EntryPath) => boolean {
  const known = new Map<EntryPath, IgnoreDirectory>([['', ignoreDirectory(rules)]]);
  const inside = (path: EntryPath): IgnoreDirectory => {
    const state = known.get(path) ?? inside(parentOf(path)).enter(nameOf(path));
    known.set(path, state);
    return state;
  };
  return (path) => path !== '' && inside(parentOf(path)).ignores(nameOf(path));
}

function parentOf(path: EntryPath): EntryPath {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function nameOf(path: EntryPath): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
