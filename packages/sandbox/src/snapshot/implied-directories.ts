import { chmodSync, existsSync, lchownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { comparePaths, type EntryPath, parentPath } from '@strake/oci';
import { setTime } from '../syscalls/file.ts';
import { findPath, type Found, layeredRoots } from './layered.ts';
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
 * top, with the metadata of what is `below` (top first); what the tree does describe on the way to them stays as it is. Made
 * in `place`; absent when there is nothing to mend.
 */
export function mendImplied(tree: string, below: readonly string[], place: string): string | undefined {
  if (!existsSync(impliedFile(tree))) return undefined;
  const paths = JSON.parse(readFileSync(impliedFile(tree), 'utf8')) as readonly EntryPath[];
  const known = describedDirectories(paths, [tree, ...below]);
  if (known.length === 0) return undefined;
  const mended = join(
    place,
    createHash('sha256')
      .update([tree, ...below].join('\n'))
      .digest('hex')
      .slice(0, 32),
  );
  if (existsSync(mended)) return mended;
  mkdirSync(mended, { recursive: true });
  for (const { path } of known) mkdirSync(join(mended, path));
  for (const { path, found } of known.toReversed()) copyMeta(found, join(mended, path));
  recordOwners(mended, [tree, ...below], known);
  return mended;
}

interface Described {
  readonly path: EntryPath;
  readonly found: Found;
}

/** Those of the `implied` directories of the first tree that the others have, and all on the way to them, parents first. */
function describedDirectories(implied: readonly EntryPath[], trees: readonly string[]): readonly Described[] {
  const roots = layeredRoots(trees);
  const directoryIn = (from: number, path: EntryPath): Found | undefined => {
    const found = findPath(roots.slice(from), path);
    return found?.stat.isDirectory() ? found : undefined;
  };
  const described = new Map<EntryPath, Found>();
  for (const path of implied) {
    const found = directoryIn(0, path) && directoryIn(1, path);
    if (found) described.set(path, found);
  }
  for (const path of described.keys()) {
    const up = parentPath(path);
    const found = up === '' || described.has(up) ? undefined : directoryIn(0, up);
    if (found) described.set(up, found);
  }
  return [...described].map(([path, found]) => ({ path, found })).sort((a, b) => comparePaths(a.path, b.path));
}

function copyMeta({ stat }: Found, to: string): void {
  lchownSync(to, Number(stat.uid), Number(stat.gid));
  chmodSync(to, Number(stat.mode & 0o7777n));
  setTime(to, Number(stat.mtimeNs / NANO), Number(stat.mtimeNs % NANO));
}

function recordOwners(mended: string, trees: readonly string[], known: readonly Described[]): void {
  const owners = readOwners(trees);
  writeOwners(
    mended,
    known.map(({ path, found }) => {
      const [uid, gid] = owners(found.layer, path);
      return { path, uid, gid };
    }),
  );
}
