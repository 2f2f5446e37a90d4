import { existsSync, lstatSync, readdirSync, rmSync } from 'node:fs';
import type { ByteStream } from '@strake/core';
import { type EntryPath, type IndexEntry, type LayerIndex, parentPath, settleIndex, type Tree } from '@strake/oci';
import { extractLayer } from '../snapshot/extract.ts';
import { hostPath } from '../snapshot/host-path.ts';
import { layeredTree } from '../snapshot/layered.ts';
import type { OwnedPath } from '../snapshot/recorded-owners.ts';

/**
 * Lays a layer over the tree that `/` is, which the caller has made the process's root: links of the image lead nowhere
 * else. Gives the entries as they were laid. `recorded`: the tree's owners, where files do not have theirs.
 */
export async function applyLayer(
  index: LayerIndex,
  tar: ByteStream,
  recorded: readonly OwnedPath[] | undefined,
): Promise<readonly IndexEntry[]> {
  const { entries } = settleIndex(index, owned(layeredTree(['/']), recorded));
  clearWays(entries);
  for (const entry of entries) if (entry.type === 'whiteout') remove(entry.path);
  for (const entry of entries) if (entry.type === 'opaque') empty(entry.path);
  const existing: EntryPath[] = [];
  for (const entry of entries) {
    if (entry.type === 'whiteout' || entry.type === 'opaque') continue;
    const stat = lstatSync(hostPath('', entry.path), { throwIfNoEntry: false });
    if (entry.type === 'directory' && stat?.isDirectory()) existing.push(entry.path);
    else if (stat !== undefined) remove(entry.path);
  }
  await extractLayer({ entries: entries.filter(isMade), files: { tar }, owners: recorded === undefined, existing });
  return entries;
}

/** The tree with recorded owners, if there are any. */
function owned(tree: Pick<Tree, 'get'>, recorded: readonly OwnedPath[] | undefined): Pick<Tree, 'get'> {
  if (recorded === undefined) return tree;
  const owners = new Map(recorded.map(({ path, uid, gid }) => [path, { uid, gid }]));
  return {
    get(path) {
      const entry = tree.get(path);
      return entry && { ...entry, ...owners.get(path) };
    },
  };
}

/** Removes what is no directory where the layer has one: below a link lies what the layer does not speak of. */
function clearWays(entries: readonly IndexEntry[]): void {
  const clear = new Set<EntryPath>(['']);
  const clearWay = (path: EntryPath): void => {
    if (clear.has(path)) return;
    clearWay(parentPath(path));
    clear.add(path);
    const stat = lstatSync(hostPath('', path), { throwIfNoEntry: false });
    if (stat !== undefined && !stat.isDirectory()) remove(path);
  };
  for (const { type, path } of entries) clearWay(type === 'opaque' ? path : parentPath(path));
}

function isMade({ type }: IndexEntry): boolean {
  return type !== 'whiteout' && type !== 'opaque';
}

function remove(path: EntryPath): void {
  rmSync(hostPath('', path), { recursive: true, force: true });
}

function empty(path: EntryPath): void {
  const directory = hostPath('', path);
  if (!existsSync(directory)) return;
  for (const name of readdirSync(directory, { encoding: 'buffer' })) {
    rmSync(Buffer.concat([Buffer.from(directory), Buffer.from('/'), name]), { recursive: true, force: true });
  }
}
