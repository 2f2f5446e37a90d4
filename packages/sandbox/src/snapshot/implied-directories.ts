import { type BigIntStats, chmodSync, existsSync, lchownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { baseName, comparePaths, type EntryPath, joinPath, parentPath, resolve, type Tree } from '@strake/oci';
import { setTime } from '../syscalls/file.ts';
import { layeredRoots, pathFinder, treeOf } from './layered.ts';
import { readOwners, writeOwners } from './recorded-owners.ts';

const NANO = 1_000_000_000n;

/** Where the directories are kept that a tree has only because something lies in them. */
export function impliedFile(tree: string): string {
  return `${tree}.implied`;
}

export function writeImplied(tree: string, paths: readonly EntryPath[]): void {
  if (paths.length > 0) writeFileSync(impliedFile(tree), JSON.stringify(paths));
}

/**
 * A layer may hold `tmp/x` and say nothing of `tmp`. Unpacked it has a directory of its own there, which overlayfs would
 * show with its metadata instead of those that the parents gave it. So each such tree gets a layer of bare directories on
 * top, with the metadata of what is `below` (top first), as `settleIndex` has it; what the tree does describe on the way to
 * them stays as it is. Made in `place`; absent when there is nothing to mend.
 */
export function mendImplied(tree: string, below: readonly string[], place: string): string | undefined {
  if (!existsSync(impliedFile(tree))) return undefined;
  const paths = JSON.parse(readFileSync(impliedFile(tree), 'utf8')) as readonly EntryPath[];
  const mended = join(
    place,
    createHash('sha256')
      .update([tree, ...below].join('\n'))
      .digest('hex')
      .slice(0, 32),
  );
  if (existsSync(mended)) return mended;
  const known = describedDirectories(paths, tree, below);
  if (known.length === 0) return undefined;
  mkdirSync(mended, { recursive: true });
  for (const { path } of known) mkdirSync(join(mended, path));
  for (const directory of known.toReversed()) describe(join(mended, directory.path), directory);
  writeOwners(
    mended,
    known.map(({ path, owner: [uid, gid] }) => ({ path, uid, gid })),
  );
  return mended;
}

/** What a directory is to be on disk, and whose it is where owners are recorded. */
interface Described {
  readonly path: EntryPath;
  readonly stat: BigIntStats;
  readonly gid: bigint;
  readonly owner: readonly [uid: number, gid: number];
}

/** Those of the `implied` directories of a tree that are not bare ones, and all on the way to them, parents first. */
function describedDirectories(
  implied: readonly EntryPath[],
  tree: string,
  below: readonly string[],
): readonly Described[] {
  const find = pathFinder(layeredRoots(below));
  const [top, under] = [directoryFinder([tree, ...below]), directoryFinder(below, find)];
  const described = new Map<EntryPath, Described>();
  const places = directoryPlaces(treeOf(find));
  for (const path of implied) {
    const place = places(path);
    const found = place === undefined ? undefined : under(place);
    const directory = found
      ? { ...found, path }
      : inGroup(top(path), described.get(parentPath(path)) ?? top(parentPath(path)));
    if (directory) described.set(path, directory);
  }
  for (const path of described.keys()) {
    const up = parentPath(path);
    const found = up === '' || described.has(up) ? undefined : top(up);
    if (found) described.set(up, found);
  }
  return [...described.values()].sort((a, b) => comparePaths(a.path, b.path));
}

/** Where paths of directories lead; looked up once for each directory on the way. */
function directoryPlaces(tree: Pick<Tree, 'get'>): (path: EntryPath) => EntryPath | undefined {
  const places = new Map<EntryPath, EntryPath | undefined>([['', '']]);
  const find = (path: EntryPath): EntryPath | undefined => {
    const parent = placeOf(parentPath(path));
    if (parent === undefined) return undefined;
    const place = joinPath(parent, baseName(path));
    const entry = tree.get(place);
    if (entry?.type !== 'symlink') return entry?.type === 'directory' ? place : undefined;
    const found = resolve(tree, place, { followLast: true });
    return found.kind === 'found' && found.entry.type === 'directory' ? found.path : undefined;
  };
  const placeOf = (path: EntryPath): EntryPath | undefined => {
    if (!places.has(path)) places.set(path, find(path));
    return places.get(path);
  };
  return placeOf;
}

function directoryFinder(
  trees: readonly string[],
  find = pathFinder(layeredRoots(trees)),
): (path: EntryPath) => Described | undefined {
  const owners = readOwners(trees);
  return (path) => {
    const found = find(path);
    if (!found?.stat.isDirectory()) return undefined;
    return { path, stat: found.stat, gid: found.stat.gid, owner: owners(found.layer, path) };
  };
}

/** A new directory gets the group of a setgid one that it is in. */
function inGroup(made: Described | undefined, parent: Described | undefined): Described | undefined {
  if (made === undefined || parent === undefined || (parent.stat.mode & SETGID) === 0n) return undefined;
  return { ...made, gid: parent.gid, owner: [made.owner[0], parent.owner[1]] };
}

const SETGID = 0o2000n;

function describe(path: string, { stat, gid }: Described): void {
  lchownSync(path, Number(stat.uid), Number(gid));
  chmodSync(path, Number(stat.mode & 0o7777n));
  setTime(path, Number(stat.mtimeNs / NANO), Number(stat.mtimeNs % NANO));
}
