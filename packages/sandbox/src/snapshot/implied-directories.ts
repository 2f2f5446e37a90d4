import { chmodSync, existsSync, lchownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { EntryPath } from '@strake/oci';
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
 * top, with the metadata of what is `below` (top first). Made in `place`; absent when there is nothing to mend.
 */
export function mendImplied(tree: string, below: readonly string[], place: string): string | undefined {
  if (!existsSync(impliedFile(tree))) return undefined;
  const roots = layeredRoots(below);
  const paths = JSON.parse(readFileSync(impliedFile(tree), 'utf8')) as readonly EntryPath[];
  const known = paths.toSorted().flatMap((path) => {
    const found = findPath(roots, path);
    return found?.stat.isDirectory() ? [{ path, found }] : [];
  });
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
  for (const { path } of known) mkdirSync(join(mended, path), { recursive: true });
  for (const { path, found } of known.toReversed()) copyMeta(found, join(mended, path));
  recordOwners(mended, below, known);
  return mended;
}

function copyMeta({ stat }: Found, to: string): void {
  lchownSync(to, Number(stat.uid), Number(stat.gid));
  chmodSync(to, Number(stat.mode & 0o7777n));
  setTime(to, Number(stat.mtimeNs / NANO), Number(stat.mtimeNs % NANO));
}

function recordOwners(
  mended: string,
  below: readonly string[],
  known: readonly { readonly path: EntryPath; readonly found: Found }[],
): void {
  const owners = readOwners(below);
  writeOwners(
    mended,
    known.map(({ path, found }) => {
      const [uid, gid] = owners(found.layer, path);
      return { path, uid, gid };
    }),
  );
}
