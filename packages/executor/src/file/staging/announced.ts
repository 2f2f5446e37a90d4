import type { EntryPath, ReadAhead } from '@strake/oci';
import type { Difference } from './differences.ts';
import type { Bytes } from './inode.ts';

/** Differences of which files are read ahead. */
export interface Announced extends Iterable<Difference> {
  /** Bytes that have been read, until the next are taken. */
  take(bytes: Bytes): Uint8Array | undefined;
}

/** Differences that are looked at before the first of them is given. */
const WINDOW = 2048;
/** Files in a window from which threads save more than they take. */
const MANY = 1024;

/** The differences as they are. Files of trees that read ahead are announced to them before. */
export function announced(differences: Iterable<Difference>): Announced {
  const readers: Readers = new Map();
  return {
    take: (bytes) => (bytes.kind === 'tree' ? readers.get(bytes.tree)?.take(bytes.entry.path) : undefined),
    *[Symbol.iterator]() {
      const windows = inWindows(differences);
      const next = (): readonly Difference[] | undefined => {
        const { value } = windows.next();
        if (value) announce(value, readers);
        return value;
      };
      try {
        for (let [now, then] = [next(), next()]; now; [now, then] = [then, next()]) yield* now;
      } finally {
        for (const reader of readers.values()) reader?.end();
      }
    },
  };
}

type Tree = Extract<Bytes, { kind: 'tree' }>['tree'];

/** What reads ahead, of trees of which many files are wanted. */
type Readers = Map<Tree, ReadAhead<EntryPath> | undefined>;

function* inWindows(differences: Iterable<Difference>): Generator<readonly Difference[], undefined> {
  let window: Difference[] = [];
  for (const difference of differences) {
    if (window.push(difference) < WINDOW) continue;
    yield window;
    window = [];
  }
  if (window.length > 0) yield window;
  return undefined;
}

function announce(window: readonly Difference[], readers: Readers): void {
  for (const [tree, paths] of filesByTree(window)) {
    if (paths.length >= MANY && !readers.has(tree)) readers.set(tree, tree.readAhead?.());
    readers.get(tree)?.add(paths);
  }
}

function filesByTree(window: readonly Difference[]): ReadonlyMap<Tree, readonly EntryPath[]> {
  const files = new Map<Tree, EntryPath[]>();
  for (const difference of window) {
    const inode = difference.kind === 'entry' ? difference.place.inode : undefined;
    if (inode?.type !== 'file' || inode.bytes.kind !== 'tree' || !inode.bytes.tree.readAhead) continue;
    const { tree, entry } = inode.bytes;
    const paths = files.get(tree);
    if (paths) paths.push(entry.path);
    else files.set(tree, [entry.path]);
  }
  return files;
}
