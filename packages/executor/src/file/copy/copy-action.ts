import { confinePath, type Tree } from '@strake/oci';
import type { CopyAction } from '@strake/planner/graph';
import type { Decompressors } from '../decompressors.ts';
import { modeChange, octalMode } from '../mode-change.ts';
import type { Ids } from '../owner.ts';
import type { StagingTree } from '../staging/staging-tree.ts';
import { detectArchive } from '../unpack/detect.ts';
import { unpack } from '../unpack/unpack.ts';
import { copyTree } from './copy-tree.ts';
import { makeDirectories, placeFor } from './destination.ts';
import { type CreateMatcher, createFilter, type Filter } from './filter.ts';
import { findSources, isWild, requireNamed, type Source } from './sources.ts';

export interface CopyContext {
  readonly staging: StagingTree;
  /** What is copied from. */
  readonly tree: Tree;
  readonly owner: Ids | undefined;
  readonly decompress: Partial<Decompressors>;
  readonly matcher: CreateMatcher;
  readonly signal: AbortSignal | undefined;
}

/** One source of COPY or ADD. */
export async function copyAction(action: CopyAction, context: CopyContext): Promise<void> {
  const { tree, matcher } = context;
  const { top, include } = action.parents ? pivoted(tree, action) : { top: action.source, include: undefined };
  const filter = createFilter(include, action.exclude, matcher);
  for (const source of findSources(tree, top, action.wildcard)) {
    if (await unpackSource(action, source, context)) continue;
    copySource(action, source, context, filter);
  }
}

/**
 * --parents: everything below the pivot that the rest of the source matches, links not followed. Without wildcards there
 * must be something of just that name below the pivot.
 */
function pivoted(tree: Tree, { source, wildcard }: CopyAction): { readonly top: string; readonly include: string } {
  const pivot = source.indexOf('/./');
  const top = pivot === -1 ? '' : source.slice(0, pivot);
  const include = pivot === -1 ? source : source.slice(pivot + '/./'.length);
  if (!wildcard || !(isWild(top) || isWild(include))) requireNamed(tree, top, confinePath(include));
  return { top, include };
}

function copySource(
  { destination, mode }: CopyAction,
  { name, entry }: Source,
  { staging, tree, owner }: CopyContext,
  filter: Filter | undefined,
): void {
  const making = { owner, mode: mode === undefined ? undefined : octalMode(mode) };
  const place = placeFor(staging, destination, { directory: entry.type === 'directory', name }, making);
  const stamp = { owner, mode: mode === undefined ? undefined : modeChange(mode) };
  copyTree(staging, tree, entry, place, stamp, filter);
}

/** Whether the source was an archive that had to be unpacked: the destination is then a directory. */
async function unpackSource(action: CopyAction, { entry }: Source, context: CopyContext): Promise<boolean> {
  if (action.unpack === 'never' || (entry.type !== 'file' && entry.type !== 'hardlink')) return false;
  const { staging, tree, owner, decompress, signal } = context;
  const path = entry.type === 'hardlink' ? entry.target : entry.path;
  const archive = await detectArchive(tree, path, decompress, signal);
  if (!archive) return false;
  const top = makeDirectories(staging, staging.follow(confinePath(action.destination)), { owner, mode: undefined });
  await unpack(staging, archive, top, owner, signal);
  return true;
}
