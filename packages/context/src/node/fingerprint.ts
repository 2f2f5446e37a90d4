import { createHash } from 'node:crypto';
import type { Folder } from './folder.ts';
import { isRacy } from './file-stamp.ts';
import { STATUS_WORDS } from './status.ts';
import type { StatusList } from './status-list.ts';

/**
 * Digest of all that was seen of a walked tree: names, directories' modes and, of what is no directory, everything that
 * changes with it. What of it nobody has looked at yet makes it one of a kind that is never remembered.
 */
export function fingerprint(tree: Folder, statuses: StatusList): string {
  const hasher = createHash('sha256');
  for (const { path, entry, leaves } of foldersOf(tree)) {
    hasher.update(JSON.stringify([path, entry?.mode, leaves.names]));
    hasher.update(statuses.rows(leaves.place, leaves.names.length));
  }
  return hasher.digest('hex');
}

/**
 * Whether everything was looked at, and nothing of it may still change without showing. `at`: milliseconds since 1970,
 * when somebody began to look.
 */
export function isSettled(tree: Folder, statuses: StatusList, at: number): boolean {
  const nanoseconds = BigInt(at) * 1_000_000n;
  for (const { leaves } of foldersOf(tree)) {
    for (let i = 0; i < leaves.names.length; i++) {
      const status = statuses.at(leaves.place + i * STATUS_WORDS);
      if (!status || (status !== 'gone' && isRacy(status, nanoseconds))) return false;
    }
  }
  return true;
}

/** In an order that the tree alone decides. */
function* foldersOf(tree: Folder): Generator<Folder> {
  const open = [tree];
  for (let folder = open.pop(); folder; folder = open.pop()) {
    yield folder;
    open.push(...folder.folders);
  }
}
