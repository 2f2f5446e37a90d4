import type { Digest } from '@strake/core';
import type { Tree } from '@strake/oci';

/** Which part of a context a build can touch: only this is walked and hashed. */
export interface ContextSelection {
  /**
   * Clean path inside the context, or wildcard pattern (Go's filepath.Match; with `--parents` also `**` and one `/./`);
   * `''` is everything.
   */
  readonly path: string;
  readonly wildcard: boolean;
  /**
   * Patterns in the ignore file's syntax, of paths below what `path` names: what they leave out is not needed. Default: none.
   * That itself is needed in any case.
   */
  readonly exclude?: readonly string[];
}

/**
 * A build context: files, as a tree with ignored entries absent. A local context's owners are 0:0, an archive's are the
 * archive's own.
 */
export interface ContextTree extends Tree {
  /**
   * Content digest of a file or hard link: computed on first use and remembered. The `content` of an entry that `get()`
   * gives computes it too, but holds up the process meanwhile, and a copy made with `{ ...entry }` does not have it.
   */
  digestOf(path: string, signal?: AbortSignal): Promise<Digest>;
  /**
   * What `compute` gives, or what it gave by this name for a tree that was the same in all but times. For digests of
   * nothing but the tree's entries and their contents, without times. Absent where nothing is remembered.
   */
  remembered?(name: string, compute: () => Promise<Digest>): Promise<Digest>;
}

/** Where a context comes from. Nothing is read before `load`. */
export interface ContextSource {
  /** For people: a path or URL. */
  readonly name: string;
  /**
   * The selected part, and the targets of the symlinks on the way to it. More may be there; what is not selected may be
   * missing. No selection selects nothing. Throws `ContextError`.
   */
  load(selections: readonly ContextSelection[], signal?: AbortSignal): Promise<ContextTree>;
}
