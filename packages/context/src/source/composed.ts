import { comparePaths, type Entry, type EntryPath, type FileEntry, parentPath, resolve } from '@strake/oci';
import { ContextError } from '../error.ts';
import type { ContextSelection, ContextSource, ContextTree } from '../source.ts';

/** How often links that lead from one part into another make the parts be looked at again. */
const ROUNDS = 40;

/**
 * Several contexts laid over each other: where two have an entry at one path the later one's counts, and directories are
 * merged, with the later one's mode and times. Each part keeps what it ignores to itself.
 */
export function composedContext(parts: readonly ContextSource[]): ContextSource {
  return {
    name: parts.map((part) => part.name).join(' + ') || 'nothing',
    async load(selections, signal) {
      signal?.throwIfAborted();
      let wanted = selections;
      for (let round = 0; ; round++) {
        const trees = await Promise.all(parts.map((part) => part.load(wanted, signal)));
        const tree = composedTree(trees);
        const more = round < ROUNDS ? crossLinks(tree, trees, wanted) : [];
        if (more.length === 0) return tree;
        wanted = [...wanted, ...more];
      }
    },
  };
}

/** Where links lead that no part could follow, as its end lies in another. */
function crossLinks(
  tree: ContextTree,
  parts: readonly ContextTree[],
  wanted: readonly ContextSelection[],
): readonly ContextSelection[] {
  if (parts.length < 2) return [];
  const known = new Set(wanted.map(({ path }) => path));
  const found = new Set<EntryPath>();
  for (const entry of tree.walk()) {
    if (entry.type !== 'symlink') continue;
    const end = resolve(tree, entry.path, { followLast: true });
    if (end.kind === 'missing' && !known.has(end.path)) found.add(end.path);
  }
  return [...found].map((path) => ({ path, wildcard: false }));
}

/** What is at a path: the entry, and the parts whose directories are merged there, the one that counts first. */
interface Place {
  readonly entry: Entry;
  readonly owner: ContextTree;
  readonly directories: readonly ContextTree[];
}

function composedTree(parts: readonly ContextTree[]): ContextTree {
  const latestFirst = parts.toReversed();
  const places = new Map<EntryPath, Place | undefined>();

  function placeAt(path: EntryPath): Place | undefined {
    if (places.has(path)) return places.get(path);
    const candidates = path === '' ? latestFirst : (placeAt(parentPath(path))?.directories ?? []);
    const found = placeIn(candidates, path);
    const place = found && settled(found, path);
    places.set(path, place);
    return place;
  }

  const fileAt = (path: EntryPath): ContextTree => {
    const place = placeAt(path);
    if (place?.entry.type === 'file' || place?.entry.type === 'hardlink') return place.owner;
    throw new ContextError('NOT_FOUND', `no file ${JSON.stringify(path)} in the build context`, { data: { path } });
  };

  const entryAt = (path: EntryPath): Entry | undefined => placeAt(path)?.entry;

  /** A hard link whose file another part has taken the place of is a file of its own. */
  function settled(place: Place, path: EntryPath): Place {
    if (place.entry.type !== 'hardlink') return place;
    const { owner, entry } = place;
    const file = owner.get(entry.target);
    if (file?.type !== 'file' || placeAt(entry.target)?.owner === owner) return place;
    return { ...place, entry: renamed(file, path) };
  }

  const list = (directory: EntryPath): readonly Entry[] => {
    const names = new Set<EntryPath>();
    for (const part of placeAt(directory)?.directories ?? [])
      for (const { path } of part.list(directory)) names.add(path);
    return [...names].sort(comparePaths).flatMap((path) => entryAt(path) ?? []);
  };

  function* walk(start: EntryPath = ''): Generator<Entry> {
    for (const entry of list(start)) {
      yield entry;
      if (entry.type === 'directory') yield* walk(entry.path);
    }
  }

  return {
    get: entryAt,
    list,
    walk,
    async *open(path, signal) {
      yield* fileAt(path).open(path, signal);
    },
    digestOf: async (path, signal) => fileAt(path).digestOf(path, signal),
  };
}

function placeIn(candidates: readonly ContextTree[], path: EntryPath): Place | undefined {
  const directories: ContextTree[] = [];
  let first: Pick<Place, 'entry' | 'owner'> | undefined;
  for (const owner of candidates) {
    const entry = owner.get(path);
    if (!entry) continue;
    if (first && entry.type !== 'directory') break;
    first ??= { entry, owner };
    if (entry.type !== 'directory') break;
    directories.push(owner);
  }
  return first && { ...first, directories };
}

/** The file under another name; its content is still asked for only when somebody wants it. */
function renamed(file: FileEntry, path: EntryPath): FileEntry {
  const { mode, uid, gid, mtime, mtimeNs, xattrs, size } = file;
  return {
    type: 'file',
    path,
    mode,
    uid,
    gid,
    mtime,
    ...(mtimeNs === undefined ? {} : { mtimeNs }),
    ...(xattrs ? { xattrs } : {}),
    size,
    get content() {
      return file.content;
    },
  };
}
