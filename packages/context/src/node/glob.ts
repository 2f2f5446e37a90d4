import fastGlob from 'fast-glob';
import { type EntryPath, joinPath } from '@strake/oci';
import type { IgnoreRule } from '../ignore/ignore-file.ts';
import { type IgnoreDirectory, ignoreDirectory } from '../ignore/matcher.ts';
import { hostPath } from './host-path.ts';
import { type DirectoryChild, readNames } from './names.ts';

/**
 * Names below `base` that a pattern of several segments may match, found by fast-glob in a view of the context from
 * which ignored entries are absent. Symlinks are not followed. What Go's patterns and fast-glob's read differently
 * becomes `*`: there may be more names than the pattern matches, never fewer.
 */
export function globBelow(
  root: string,
  rules: readonly IgnoreRule[],
  base: EntryPath,
  pattern: readonly string[],
): readonly string[] {
  const read = readView(root, rules, base);
  const readdirSync = ((directory: string) => read(directory).map(dirent)) as unknown as ReadDirectory;
  return fastGlob.globSync(pattern.map(widened).join('/'), {
    cwd: '/',
    dot: true,
    onlyFiles: false,
    followSymbolicLinks: false,
    braceExpansion: false,
    extglob: false,
    fs: { readdirSync },
  });
}

type ReadDirectory = NonNullable<NonNullable<fastGlob.Options['fs']>['readdirSync']>;

/** Stars of a segment from which fast-glob's expressions may take exponential time. */
const MOST_STARS = 3;

function widened(segment: string): string {
  if (segment === '**') return segment;
  const wide = segment
    .replace(/\[\^?(?:\\.|[^\]])+\]|\\./gsu, '*')
    .replace(/[^\w.-]/gu, '*')
    .replace(/\*+/g, '*');
  return wide.split('*').length - 1 > MOST_STARS ? '*' : wide;
}

/** Lists directories of the view; its `/` is `base`. */
function readView(root: string, rules: readonly IgnoreRule[], base: EntryPath) {
  const states = new Map<EntryPath, IgnoreDirectory>([['', ignoreDirectory(rules)]]);
  const stateAt = (path: EntryPath): IgnoreDirectory => {
    const known = states.get(path);
    if (known) return known;
    const slash = path.lastIndexOf('/');
    const state = stateAt(slash < 0 ? '' : path.slice(0, slash)).enter(path.slice(slash + 1));
    states.set(path, state);
    return state;
  };
  return (directory: string): readonly DirectoryChild[] => {
    const path = joinPath(base, directory.replace(/^\/+/, ''));
    const state = stateAt(path);
    return readNames(hostPath(root, path)).filter(
      (child) => !state.ignores(child.name) || (child.isDirectory() && state.enter(child.name).keepsSome),
    );
  };
}

/** As much of a `Dirent` as fast-glob looks at. */
function dirent(child: DirectoryChild) {
  const [directory, symlink] = [child.isDirectory(), child.isSymbolicLink()];
  return {
    name: child.name,
    isDirectory: () => directory,
    isSymbolicLink: () => symlink,
    isFile: () => !directory && !symlink,
    isBlockDevice: no,
    isCharacterDevice: no,
    isFIFO: no,
    isSocket: no,
  };
}

function no(): boolean {
  return false;
}
