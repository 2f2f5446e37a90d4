import { confinePath, type EntryPath, parentPath } from '@strake/oci';
import type { Ids } from '../owner.ts';
import type { Place } from '../staging/place.ts';
import type { StagingTree } from '../staging/staging-tree.ts';

/** Docker makes directories with umask 022, and without setuid, setgid and sticky, whatever --chmod says. */
const MASK = 0o755;

/** How directories are made on the way to a destination. */
export interface Making {
  readonly owner: Ids | undefined;
  /** Of --chmod, when that is octal: without it 0755. */
  readonly mode: number | undefined;
}

/**
 * The place where a source goes, its directories made. A destination that ends in `/` or `/.` is a directory. Links are
 * followed, a dangling one to where it would lead; but what is in the place of a file below a directory is not.
 */
export function placeFor(
  staging: StagingTree,
  destination: string,
  source: { readonly directory: boolean; readonly name: string },
  making: Making,
): Place {
  const clean = confinePath(destination);
  makeDirectories(staging, staging.follow(isDirectory(destination) ? clean : parentPath(clean)), making);
  const path = staging.follow(clean);
  const place = staging.at(path);
  const type = staging.type(place);
  if (source.directory) {
    if (type === undefined) makeDirectories(staging, path, making);
    return place;
  }
  if (type === 'directory') return staging.child(place, source.name);
  makeDirectories(staging, parentPath(path), making);
  return place;
}

/** The directory at a path without links, made when it is missing. */
export function makeDirectories(staging: StagingTree, path: EntryPath, { owner, mode }: Making): Place {
  return staging.makeDirectories(path, {
    mode: (mode ?? 0o755) & MASK,
    owner,
    keepsSetgid: true,
    mtime: staging.now,
  });
}

function isDirectory(destination: string): boolean {
  return destination.endsWith('/') || destination.endsWith('/.');
}
