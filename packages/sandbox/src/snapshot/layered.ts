import { type BigIntStats, lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { baseName, decodeName, type Entry, type EntryPath, joinPath, parentPath, type Tree } from '@strake/oci';
import { cPath, hostPath } from './host-path.ts';
import { isOpaque, isWhiteout } from './overlay-form.ts';

const NANO = 1_000_000_000n;

/** A directory of one of several trees in overlay form. `layer` counts from the top. */
export interface LayeredDirectory {
  readonly layer: number;
  readonly path: string;
}

/** What overlayfs would show at a name. */
export interface Found {
  readonly stat: BigIntStats;
  /** The uppermost: the one whose metadata count. */
  readonly layer: number;
  readonly host: string | Buffer;
  /** For a directory: what is merged below it, top first. */
  readonly merged: readonly LayeredDirectory[];
}

/** The roots of trees, top first, as directories to look in. */
export function layeredRoots(roots: readonly string[]): readonly LayeredDirectory[] {
  return roots.map((path, layer) => ({ layer, path }));
}

/** What `name` is in `directories` laid over each other, without mounting them. */
export function findChild(directories: readonly LayeredDirectory[], name: string): Found | undefined {
  let top: Found | undefined;
  const merged: LayeredDirectory[] = [];
  for (const { layer, path } of directories) {
    const host = hostPath(path, name);
    const stat = lstatSync(host, { bigint: true, throwIfNoEntry: false });
    if (stat === undefined) continue;
    if (isWhiteout(stat)) break;
    if (top !== undefined && !stat.isDirectory()) break;
    top ??= { stat, layer, host, merged };
    if (!stat.isDirectory()) break;
    merged.push({ layer, path: joinHost(path, name) });
    if (isOpaque(cPath(host))) break;
  }
  return top;
}

/** What a path is; symlinks are not followed. */
export function findPath(roots: readonly LayeredDirectory[], path: EntryPath): Found | undefined {
  let directories = roots;
  let found: Found | undefined;
  for (const name of path.split('/')) {
    found = findChild(directories, name);
    if (found === undefined) return undefined;
    directories = found.merged;
  }
  return found;
}

/** As `findPath`, for many paths that have directories in common: each is looked at once. */
export function pathFinder(roots: readonly LayeredDirectory[]): (path: EntryPath) => Found | undefined {
  const known = new Map<EntryPath, Found | undefined>();
  const find = (path: EntryPath): Found | undefined => {
    const parent = parentPath(path);
    const directories = parent === '' ? roots : known.get(parent)?.merged;
    return directories && findChild(directories, baseName(path));
  };
  return (path) => {
    // From the top down: paths may be deeper than calls may be nested.
    const unknown: EntryPath[] = [];
    for (let at = path; at !== '' && !known.has(at); at = parentPath(at)) unknown.push(at);
    for (const at of unknown.toReversed()) known.set(at, find(at));
    return known.get(path);
  };
}

/** Names in a merged directory, sorted. */
export function listNames(directories: readonly LayeredDirectory[]): readonly string[] {
  const names = new Set(directories.flatMap(({ path }) => readNames(path)));
  return [...names].filter((name) => findChild(directories, name) !== undefined).sort();
}

/** Names in one directory as they are on disk, in the form of `EntryPath`. */
export function readNames(directory: string): readonly string[] {
  const host = hostPath(directory, '');
  const names = readdirSync(host);
  if (!names.some((name) => name.includes('\ufffd'))) return names;
  return readdirSync(host, { encoding: 'buffer' }).map(decodeName);
}

/** Enough of a tree to resolve paths in: every entry has its type, links have their target. */
export function layeredTree(roots: readonly string[]): Pick<Tree, 'get'> {
  const directories = layeredRoots(roots);
  return treeOf((path) => findPath(directories, path));
}

/** As `layeredTree`, of what a `pathFinder` finds. */
export function treeOf(find: (path: EntryPath) => Found | undefined): Pick<Tree, 'get'> {
  return {
    get(path) {
      if (path === '') return { type: 'directory', path, mode: 0o755, uid: 0, gid: 0, mtime: 0 };
      const found = find(path);
      return found && entryOf(path, found);
    },
  };
}

function entryOf(path: EntryPath, { stat, host }: Found): Entry {
  const [mtime, mtimeNs] = [Number(stat.mtimeNs / NANO), Number(stat.mtimeNs % NANO)];
  const meta = {
    path,
    mode: Number(stat.mode & 0o7777n),
    uid: Number(stat.uid),
    gid: Number(stat.gid),
    mtime,
    mtimeNs,
  };
  if (stat.isDirectory()) return { type: 'directory', ...meta };
  if (stat.isSymbolicLink()) {
    return { type: 'symlink', target: decodeName(readlinkSync(host, { encoding: 'buffer' })), ...meta };
  }
  return { type: 'fifo', ...meta };
}

function joinHost(directory: string, name: string): string {
  return joinPath(directory, name);
}
