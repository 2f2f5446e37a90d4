import type { EntryPath } from '@strake/oci';
import { joinPath, OPAQUE_NAME, WHITEOUT_PREFIX } from '@strake/oci';
import type { Place } from './place.ts';
import { compareInode, sameContent } from './same.ts';
import type { StagingTree } from './staging-tree.ts';

/** Something a layer says: the entry at a place as it is now, or that the base's is gone. */
export type Difference =
  | { readonly kind: 'entry'; readonly path: EntryPath; readonly place: Place }
  | { readonly kind: 'whiteout' | 'opaque'; readonly path: EntryPath };

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
  return listChanges(staging, comparison.same);
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

/** A directory that is being listed. */
interface Level {
  readonly path: EntryPath;
  readonly children: Map<string, Place>;
  readonly names: Iterator<string>;
  /** How many directories on the way to it had not been listed. */
  readonly above: number;
}

/** One generator for all levels: where each has its own, every entry passes through them all. */
function* listChanges(staging: StagingTree, same: ReadonlySet<Place>): Generator<Difference> {
  /** Directories on the way down that have not been listed. */
  const pending: Located[] = [];
  const levels: Level[] = [];
  const enter = ({ place, path }: Located, above: number): void => {
    const { children } = place;
    if (!children || staging.type(place) !== 'directory') pending.length = Math.min(above, pending.length);
    else levels.push({ path, children, names: namesIn(children).values(), above });
  };
  enter({ place: staging.root, path: '' }, 0);
  for (let level = levels.at(-1); level; level = levels.at(-1)) {
    const { value: name, done } = level.names.next();
    if (done) {
      levels.pop();
      pending.length = Math.min(level.above, pending.length);
      continue;
    }
    const { children } = level;
    const place = children.get(name);
    const path = joinPath(level.path, name);
    const above = pending.length;
    if (name === OPAQUE_NAME) {
      yield* taken(pending);
      yield { kind: 'opaque', path: level.path };
    } else if (place?.inode && !same.has(place)) {
      if (above > 0) yield* taken(pending);
      yield { kind: 'entry', path, place };
      if (place.cut && place.inode.type === 'directory') yield { kind: 'opaque', path };
      enter({ place, path }, above);
    } else if (children.get(WHITEOUT_PREFIX + name)?.inode) {
      yield* taken(pending);
      yield { kind: 'whiteout', path };
    } else if (place) {
      pending.push({ place, path });
      enter({ place, path }, above);
    }
    children.delete(name);
  }
}

function* taken(pending: Located[]): Generator<Difference> {
  for (const located of pending.splice(0)) yield { kind: 'entry', ...located };
}

/** The sign that the directory is opaque, if it has it, then names that children have or hide. */
function namesIn(children: ReadonlyMap<string, Place>): readonly string[] {
  const names = sortedNames(children);
  return children.get(OPAQUE_NAME)?.inode ? [OPAQUE_NAME, ...names] : names;
}

/** Names that children have or hide. */
function sortedNames(children: ReadonlyMap<string, Place>): readonly string[] {
  const names = [...children.keys()];
  if (!names.some((name) => name.startsWith(WHITEOUT_PREFIX))) return names.sort();
  const real = names.map((name) => (name.startsWith(WHITEOUT_PREFIX) ? name.slice(WHITEOUT_PREFIX.length) : name));
  return [...new Set(real)].filter((name) => name !== '' && !name.startsWith(WHITEOUT_PREFIX)).sort();
}
