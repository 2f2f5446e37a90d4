import { suggest } from '@strake/core';
import {
  type Entry,
  type EntryPath,
  baseName,
  isPattern,
  joinPath,
  parentPath,
  pathMatcher,
  type Resolution,
  resolve,
  type Tree,
} from '@strake/oci';
import { FileOpError } from '../error.ts';

/** One thing that a source of COPY names. */
export interface Source {
  /** The name it was found by: what it is called when it goes into a directory. */
  readonly name: string;
  /** What it is once links are followed: never a link. */
  readonly entry: Entry;
}

/**
 * What `path` names in `tree`, links followed inside the tree's root, that of the last segment too. With `wildcard`, segments
 * may be patterns (Go's `filepath.Match`): those before the first pattern are followed, what is below a match is not
 * looked at, and no match is no source. Throws `SOURCE_NOT_FOUND`, `LINK_LOOP`, `INVALID_PATTERN`.
 */
export function findSources(tree: Tree, path: string, wildcard: boolean): readonly Source[] {
  if (!wildcard || !isWild(path)) return [findSource(tree, path)];
  if (!isPattern(path)) {
    throw new FileOpError('INVALID_PATTERN', `${JSON.stringify(path)}: syntax error in pattern`, {
      hint: 'a [ that is part of a name is written [[]',
      data: { path },
    });
  }
  const segments = path.split('/');
  const first = segments.findIndex(isWild);
  const top = findSource(tree, segments.slice(0, first).join('/')).entry.path;
  return [...matches(tree, top, segments.slice(first))].map((match) => findSource(tree, match));
}

/** Whether `text` has a wildcard that is not escaped. Without one a backslash is part of the name. */
export function isWild(text: string): boolean {
  return /^(?:[^\\*?[]|\\.)*[*?[]/s.test(text);
}

/** The one thing at `path`. */
function findSource(tree: Tree, path: EntryPath): Source {
  const found = resolve(tree, path, { followLast: true });
  if (found.kind !== 'found') throw sourceNotFound(tree, path, found);
  return { name: baseName(path), entry: found.entry };
}

/** Throws `SOURCE_NOT_FOUND` unless there is `name` below what `top` is, without links on the way. */
export function requireNamed(tree: Tree, top: EntryPath, name: EntryPath): void {
  const path = joinPath(findSource(tree, top).entry.path, name);
  if (name === '' || !tree.get(path)) throw sourceNotFound(tree, joinPath(top, name), { kind: 'missing', path });
}

/** Paths below `top` that match `patterns`, one for each level. Links are not followed. */
function* matches(tree: Tree, top: EntryPath, patterns: readonly string[]): Generator<EntryPath> {
  const [pattern = '', ...rest] = patterns;
  const match = pathMatcher(pattern);
  for (const entry of tree.list(top)) {
    const name = baseName(entry.path);
    if (!match?.(name)) continue;
    if (rest.length === 0) yield joinPath(top, name);
    else if (entry.type === 'directory') yield* matches(tree, entry.path, rest);
  }
}

/** Why `path` names nothing in `tree`: `SOURCE_NOT_FOUND`, or `LINK_LOOP`. */
export function sourceNotFound(
  tree: Tree,
  path: EntryPath,
  found: Exclude<Resolution, { kind: 'found' }>,
): FileOpError {
  const data = { path: `/${path}` };
  if (found.kind === 'loop') {
    return new FileOpError('LINK_LOOP', `"/${path}": too many levels of symbolic links`, { data });
  }
  const hint = danglingHint(tree, path) ?? hintFor(tree, found.path);
  return new FileOpError('SOURCE_NOT_FOUND', `"/${path}": not found`, {
    data,
    ...(hint === undefined ? {} : { hint }),
  });
}

/** What a link leads to that is there itself. */
function danglingHint(tree: Tree, path: EntryPath): string | undefined {
  const link = resolve(tree, path, { followLast: false });
  if (link.kind !== 'found' || link.entry.type !== 'symlink') return undefined;
  return `"/${path}" is a symbolic link to ${JSON.stringify(link.entry.target)}, where nothing is that can be copied`;
}

/** A name beside the missing one, or above it, that is meant perhaps. */
function hintFor(tree: Tree, missing: EntryPath): string | undefined {
  let path = missing;
  while (path !== '' && !tree.get(parentPath(path))) path = parentPath(path);
  const siblings = [...tree.list(parentPath(path))].map((entry) => baseName(entry.path));
  const near = suggest(baseName(path), siblings);
  return near === undefined ? undefined : `did you mean "/${joinPath(parentPath(path), near)}"?`;
}
