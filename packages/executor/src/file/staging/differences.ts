import type { EntryPath } from '@strake/oci';
import { joinPath } from '@strake/oci';
import type { Place } from './place.ts';
import { compareInode, sameContent } from './same.ts';
import type { StagingTree } from './staging-tree.ts';

/** Something a layer says: the entry at a place as it is now, or that the base's is gone. */
export type Difference =
  | { readonly kind: 'entry'; readonly path: EntryPath; readonly place: Place }
  | { readonly kind: 'whiteout' | 'opaque'; readonly path: EntryPath };

/** In archives of layers a file `.wh.x` hides the base's `x`, and this one all that the base has in its directory. */
const WHITEOUT = '.wh.';
const OPAQUE = '.wh..wh..opq';

/**
 * What differs from the base, and the directories that lead to it: in order of paths, parents first. Files named like
 * whiteouts are whiteouts: layers cannot hold them as files. To be read once: what has been listed is let go.
 */
export async function differences(staging: StagingTree, signal?: AbortSignal): Promise<Iterable<Difference>> {
  const comparison: Comparison = { staging, same: new Set(), unsure: [] };
  compareBelow(comparison, staging.root);
  for (const place of comparison.unsure) {
    const { inode, lower } = place;
    if (inode?.type !== 'file' || !lower) continue;
    if (await sameContent(inode, staging.base, lower, signal)) comparison.same.add(place);
  }
  return listBelow({ staging, same: comparison.same, pending: [] }, staging.root, '');
}

interface Comparison {
  readonly staging: StagingTree;
  /** Places that hold what the base has there. */
  readonly same: Set<Place>;
  /** Files that differ in nothing but, perhaps, their bytes. */
  readonly unsure: Place[];
}

function compareBelow(comparison: Comparison, directory: Place): void {
  if (!directory.children) return;
  const { staging, same, unsure } = comparison;
  for (const place of directory.children.values()) {
    const { inode, lower } = place;
    const found = inode && lower && !place.cut ? compareInode(inode, lower, staging.base) : 'different';
    if (found === 'same') same.add(place);
    else if (found === 'content') unsure.push(place);
    compareBelow(comparison, place);
  }
}

/** A place with its path, which shares that of its directory: places make theirs anew, and there may be a million. */
interface Located {
  readonly place: Place;
  readonly path: EntryPath;
}

interface Listing {
  readonly staging: StagingTree;
  readonly same: ReadonlySet<Place>;
  /** Directories on the way down that have not been listed. */
  readonly pending: Located[];
}

function* listBelow(listing: Listing, directory: Place, above: EntryPath): Generator<Difference> {
  const { children } = directory;
  if (!children || listing.staging.type(directory) !== 'directory') return;
  if (children.get(OPAQUE)?.inode) yield* list(listing, { kind: 'opaque', path: above });
  for (const name of sortedNames(children)) {
    const whiteout = children.get(WHITEOUT + name)?.inode;
    const place = children.get(name);
    const path = joinPath(above, name);
    const isChanged = place?.inode !== undefined && !listing.same.has(place);
    if (place && isChanged) yield* listPlace(listing, { place, path }, true);
    else if (whiteout) yield* list(listing, { kind: 'whiteout', path });
    else if (place) yield* listPlace(listing, { place, path }, false);
    children.delete(name);
  }
}

/** Names that children have or hide. */
function sortedNames(children: ReadonlyMap<string, Place>): readonly string[] {
  const names = [...children.keys()];
  if (!names.some((name) => name.startsWith(WHITEOUT))) return names.sort();
  const real = names.map((name) => (name.startsWith(WHITEOUT) ? name.slice(WHITEOUT.length) : name));
  return [...new Set(real)].filter((name) => name !== '' && !name.startsWith(WHITEOUT)).sort();
}

function* listPlace(listing: Listing, located: Located, changed: boolean): Generator<Difference> {
  const { place, path } = located;
  const depth = listing.pending.length;
  if (changed) {
    yield* list(listing, { kind: 'entry', ...located });
    if (place.cut && place.inode?.type === 'directory') yield { kind: 'opaque', path };
  } else {
    listing.pending.push(located);
  }
  yield* listBelow(listing, place, path);
  listing.pending.length = Math.min(depth, listing.pending.length);
}

function* list({ pending }: Listing, difference: Difference): Generator<Difference> {
  for (const located of pending.splice(0)) yield { kind: 'entry', ...located };
  yield difference;
}
