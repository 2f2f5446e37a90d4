import type { Entry, EntryPath, ListedFile } from '../model/index.ts';
import { baseName, joinPath, parentPath } from '../model/index.ts';
import { resolve } from '../tree/resolve.ts';
import { meaningOf } from './whiteout.ts';

/** Finds where entries of a layer go that lie below its symlinks, as containerd does (`fs.RootPath` of the entry's directory). */
export interface LinkFollower {
  /**
   * The place of `path` when links lead its directory to one that the layer has listed before, or to where it has listed
   * nothing: what is below says what that is. Else `path`, as when `..` of a link to nothing listed goes up from the root:
   * not every store of Docker takes that. The last segment is not followed.
   */
  place(path: EntryPath): EntryPath;
  /** Says that another entry stands, or has stood, in a place. */
  changed(entry: { readonly type: string }): void;
}

/** `get` gives what the layer has listed so far. */
export function createLinkFollower(get: (path: EntryPath) => Entry<ListedFile> | undefined): LinkFollower {
  let hasLinks = false;
  let last: { readonly directory: EntryPath; readonly place: EntryPath } | undefined;
  const follow = (directory: EntryPath): EntryPath => {
    const found = resolve({ get }, directory, { followLast: true });
    const isPlace =
      found.kind === 'found' ? found.entry.type === 'directory' : found.kind === 'missing' && !found.outward;
    return isPlace && meaningOf(found.path).kind === 'entry' ? found.path : directory;
  };
  return {
    place: (path) => {
      if (!hasLinks) return path;
      const directory = parentPath(path);
      if (directory === '') return path;
      if (last?.directory !== directory) last = { directory, place: follow(directory) };
      return last.place === directory ? path : joinPath(last.place, baseName(path));
    },
    changed: ({ type }) => {
      hasLinks ||= type === 'symlink';
      last = undefined;
    },
  };
}
