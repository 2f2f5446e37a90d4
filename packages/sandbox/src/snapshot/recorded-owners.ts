import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { EntryPath } from '@strake/oci';
import type { RecordedOwner } from './capture.ts';

/** An entry whose recorded owner is not root. */
export interface OwnedPath {
  readonly path: EntryPath;
  readonly uid: number;
  readonly gid: number;
}

/** Where a tree's recorded owners are kept: beside it, for on disk all its files belong to one uid. */
export function ownersFile(tree: string): string {
  return `${tree}.owners`;
}

/** Keeps the owners that are not root. */
export function writeOwners(
  tree: string,
  entries: Iterable<{ readonly path: EntryPath; uid?: number; gid?: number }>,
): void {
  const owned: [string, number, number][] = [];
  for (const { path, uid = 0, gid = 0 } of entries) if (uid !== 0 || gid !== 0) owned.push([path, uid, gid]);
  writeFileSync(ownersFile(tree), JSON.stringify(owned));
}

/** Looks owners up in what `writeOwners` kept for `trees`, top first. */
export function readOwners(trees: readonly string[]): RecordedOwner {
  const tables = new Map<number, ReadonlyMap<string, readonly [number, number]>>();
  const table = (layer: number): ReadonlyMap<string, readonly [number, number]> => {
    const known = tables.get(layer) ?? readTable(trees[layer] ?? '');
    tables.set(layer, known);
    return known;
  };
  return (layer, path) => table(layer).get(path) ?? [0, 0];
}

/** What `writeOwners` kept for a tree. */
export function readOwned(tree: string): readonly OwnedPath[] {
  if (!existsSync(ownersFile(tree))) return [];
  const rows = JSON.parse(readFileSync(ownersFile(tree), 'utf8')) as [string, number, number][];
  return rows.map(([path, uid, gid]) => ({ path, uid, gid }));
}

function readTable(tree: string): ReadonlyMap<string, readonly [number, number]> {
  return new Map(readOwned(tree).map(({ path, uid, gid }) => [path, [uid, gid]]));
}
