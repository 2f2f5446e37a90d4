import type { EntryPath } from '@strake/oci';
import { joinPath } from '@strake/oci';
import type { Place } from './place.ts';
import { compareInode, sameContent } from './same.ts';
import type { StagingTree } from './staging-tree.ts';

/** Something a layer says: the entry at a place as it is now, or that the base's is gone. */
export type Difference =
  | { readonly kind: 'entry'; readonly place: Place }
  | { readonly kind: 'whiteout' | 'opaque'; readonly path: EntryPath };

/** In archives of layers a file `.wh.x` hides the base's `x`, and this one all that the base has in its directory. */
const WHITEOUT = '.wh.';
const OPAQUE = '.wh..wh..opq';

/**
 * What differs from the base, and the directories that lead to it: in order of paths, parents first. Files named like
 * whiteouts are whiteouts: layers cannot hold them as files.
 */
export async function differences(staging: StagingTree, signal?: AbortSignal): Promise<readonly Difference[]> {
  const comparison: Comparisons = { staging, changed: new Set(), unsure: [] };
  compareBelow(comparison, staging.root);
  for (const place of comparison.unsure) {
    const { inode, lower } = place;
    if (inode?.type !== 'file' || !lower) continue;
    if (!(await sameContent(inode, staging.base, lower, signal))) comparison.changed.add(place);
  }
  const list: Listing = { staging, changed: comparison.changed, pending: [], found: [] };
  listBelow(list, staging.root);
  return list.found;
}

interface Comparisons {
  readonly staging: StagingTree;
  readonly changed: Set<Place>;
  /** Files that differ in nothing but, perhaps, their bytes. */
  readonly unsure: Place[];
}

function compareBelow(comparisons: Comparisons, directory: Place): void {
  if (!directory.children) return;
  const { staging, changed, unsure } = comparisons;
  for (const place of directory.children.values()) {
    const { inode, lower } = place;
    if (inode) {
      const comparison = lower && !place.cut ? compareInode(inode, lower, staging.base) : 'different';
      if (comparison === 'different') changed.add(place);
      else if (comparison === 'content') unsure.push(place);
    }
    compareBelow(comparisons, place);
  }
}

interface Listing {
  readonly staging: StagingTree;
  readonly changed: ReadonlySet<Place>;
  /** Directories on the way down that have not been listed. */
  readonly pending: Place[];
  readonly found: Difference[];
}

function listBelow(listing: Listing, directory: Place): void {
  const { children } = directory;
  if (!children || listing.staging.type(directory) !== 'directory') return;
  if (children.get(OPAQUE)?.inode) list(listing, { kind: 'opaque', path: directory.path });
  for (const name of sortedNames(children)) {
    const whiteout = children.get(WHITEOUT + name)?.inode;
    const place = children.get(name);
    if (place && listing.changed.has(place)) listPlace(listing, place, true);
    else if (whiteout) list(listing, { kind: 'whiteout', path: joinPath(directory.path, name) });
    else if (place) listPlace(listing, place, false);
  }
}

/** Names that children have or hide. */
function sortedNames(children: ReadonlyMap<string, Place>): readonly string[] {
  const names = [...children.keys()];
  if (!names.some((name) => name.startsWith(WHITEOUT))) return names.sort();
  const real = names.map((name) => (name.startsWith(WHITEOUT) ? name.slice(WHITEOUT.length) : name));
  return [...new Set(real)].filter((name) => name !== '' && !name.startsWith(WHITEOUT)).sort();
}

function listPlace(listing: Listing, place: Place, changed: boolean): void {
  const depth = listing.pending.length;
  if (changed) {
    list(listing, { kind: 'entry', place });
    if (place.cut && place.inode?.type === 'directory') listing.found.push({ kind: 'opaque', path: place.path });
  } else {
    listing.pending.push(place);
  }
  listBelow(listing, place);
  listing.pending.length = Math.min(depth, listing.pending.length);
}

function list({ pending, found }: Listing, difference: Difference): void {
  for (const place of pending) found.push({ kind: 'entry', place });
  pending.length = 0;
  found.push(difference);
}
