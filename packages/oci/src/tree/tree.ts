import type { ByteStream, Digest } from '@strake/core';
import type { Entry, EntryPath, FileEntry, ListedFile } from '../model/index.ts';

/**
 * A read-only file system tree: what layers make when laid over each other, or a build context.
 * Hard links appear as `file` entries (with `link` of the same content) or as `hardlink`: `get` never returns a
 * dangling one. `F` is what is known of files: of a tree of listings not what they hold, until somebody opens them.
 */
export interface Tree<F extends ListedFile = FileEntry> {
  /** The entry at exactly this path; symlinks are not followed. The root (`''`) always exists. */
  get(path: EntryPath): Entry<F> | undefined;
  /** Children of a directory, sorted by name; empty for anything else. */
  list(directory: EntryPath): Iterable<Entry<F>>;
  /** All entries below `root`, parents before children, sorted by path; without `root` itself. */
  walk(root?: EntryPath): Iterable<Entry<F>>;
  /** The bytes of a file of this tree. */
  open(path: EntryPath, signal?: AbortSignal, options?: OpenOptions): ByteStream;
  /** Digest of a file's content where its entry does not say it. Asking takes less than reading the file. */
  digestOf?(path: EntryPath, signal?: AbortSignal): Promise<Digest>;
  /**
   * The bytes of a file at once, where they are few and at hand; nobody changes them, unless they are read for a `reader` as
   * in `SmallReader`. Undefined: `open` it. Fails as `open` does.
   */
  readSmall?(path: EntryPath, reader?: object): Uint8Array | undefined;
  /** For who reads thousands of small files. To be ended. Undefined: it takes no less. */
  readAhead?(): ReadAhead<EntryPath> | undefined;
}

/** Reads small files ahead of who wants them in the same order. */
export interface ReadAhead<File> {
  /** Says what is wanted next. */
  add(files: readonly File[]): void;
  /**
   * The bytes of a file, until the next is taken. Undefined: it was not read, whatever the reason; `open` says it. Who takes a
   * file does not come back to those before it.
   */
  take(file: File): Uint8Array | undefined;
  /** Nothing more is wanted, whether or not it has been read. */
  end(): void;
}

export interface OpenOptions {
  /** As in `BlobReadOptions`: chunks may be in memory that is used again. Trees need not make use of it. */
  readonly reuse?: boolean;
}

/** Where a path leads once symlinks are followed inside the tree's root (at most 40 hops, never out of the root). */
export type Resolution<F extends ListedFile = FileEntry> =
  | { readonly kind: 'found'; readonly path: EntryPath; readonly entry: Entry<F> }
  /** The path does not exist; `path` is where it would be after following the links of its existing parents. */
  | ({ readonly kind: 'missing' } & Nowhere)
  | { readonly kind: 'loop'; readonly path: EntryPath }
  /** A parent is neither directory nor link to one. */
  | ({ readonly kind: 'not-directory' } & Nowhere);

interface Nowhere {
  readonly path: EntryPath;
  /** A `..` on the way went up from the root. */
  readonly outward?: true;
}
