import { lstatSync } from 'node:fs';
import type { Digest } from '@strake/core';
import type { DirectoryEntry, EntryPath } from '@strake/oci';
import { ContextError } from '../error.ts';
import type { IgnoreRule } from '../ignore/ignore-file.ts';
import { type IgnoreDirectory, ignoreDirectory } from '../ignore/matcher.ts';
import type { ContextNode, DirectoryNode } from '../tree/node.ts';
import { ContextFile } from './context-file.ts';
import { createEntry, type ReadXattrs } from './entry.ts';
import { isExposed, isRootExposed } from './exposure.ts';
import { type LinkedName, linkNames } from './hard-links.ts';
import { isGone, systemCode, unreadable } from './host-error.ts';
import { hostPath } from './host-path.ts';
import { type DirectoryChild, readNames } from './names.ts';
import { createPacer } from './pacer.ts';
import type { Wanted } from './wanted.ts';

/** Most entries a context may have. */
export const MAX_ENTRIES: number = 5_000_000;

export interface WalkOptions {
  /** Absolute, without links and without a slash at its end. */
  readonly root: string;
  readonly rules: readonly IgnoreRule[];
  readonly wanted: Wanted;
  readonly hash: (file: ContextFile) => Digest;
  readonly readXattrs: ReadXattrs | undefined;
  readonly signal: AbortSignal | undefined;
}

/** A directory whose children are still to be read. */
interface Open {
  readonly path: EntryPath;
  readonly children: Map<string, ContextNode>;
  readonly ignore: IgnoreDirectory;
  readonly wanted: Wanted;
  readonly exposed: boolean;
}

/** A walk on its way. */
interface Walk extends WalkOptions {
  readonly open: Open[];
  /** Ignored directories, in which something may be kept, parents first. */
  readonly tentative: { readonly name: string; readonly siblings: Map<string, ContextNode> }[];
  readonly linked: LinkedName[];
  count: number;
}

/**
 * Reads what is wanted and not ignored. A directory is entered only if something in it can be kept; an ignored one
 * stays only if something was. What vanishes meanwhile was never there.
 */
export async function walkDirectory(options: WalkOptions): Promise<DirectoryNode> {
  const walk: Walk = { ...options, open: [], tentative: [], linked: [], count: 0 };
  const { root, rules, wanted } = options;
  const entry = rootEntry(options);
  const children = new Map<string, ContextNode>();
  walk.open.push({ path: '', children, ignore: ignoreDirectory(rules), wanted, exposed: isRootExposed(root) });
  const pacer = createPacer();
  for (let next = walk.open.pop(); next; next = walk.open.pop()) {
    await pacer.pause(options.signal);
    readDirectory(walk, next);
  }
  for (const { name, siblings } of walk.tentative.toReversed()) {
    if (siblings.get(name)?.children?.size === 0) siblings.delete(name);
  }
  linkNames(walk.linked);
  return { entry, children };
}

function rootEntry({ root, readXattrs, hash }: WalkOptions): DirectoryEntry {
  const host = hostPath(root, '');
  const stat = unlessGone('', false, () => lstatSync(host, { bigint: true }));
  const entry = stat && createEntry('', host, stat, { readXattrs, hash, exposed: true });
  if (entry?.type === 'directory') return entry;
  throw new ContextError('NOT_FOUND', `the build context ${JSON.stringify(root)} is gone`, { data: { path: root } });
}

function readDirectory(walk: Walk, directory: Open): void {
  const { path, wanted, ignore } = directory;
  if (!wanted.whole) {
    for (const name of [...wanted.children.keys()].sort()) readChild(walk, directory, name, undefined);
    return;
  }
  const found = unlessGone(path, ignore.ignored, () => readNames(hostPath(walk.root, path)));
  const kept = (found ?? []).filter((child) => keeps(directory, child.name, child.isDirectory()));
  for (const child of kept.sort(byName)) readChild(walk, directory, child.name, child.isDirectory());
}

function byName(a: DirectoryChild, b: DirectoryChild): number {
  return a.name < b.name ? -1 : 1;
}

/** `listed`: as what the listing showed it, and it was kept; undefined when there was no listing. */
function readChild(walk: Walk, parent: Open, name: string, listed: boolean | undefined): void {
  const path = parent.path === '' ? name : `${parent.path}/${name}`;
  const host = hostPath(walk.root, path);
  const stat = unlessGone(path, false, () => lstatSync(host, { bigint: true, throwIfNoEntry: false }));
  if (!stat || (stat.isDirectory() !== listed && !keeps(parent, name, stat.isDirectory()))) return;
  if (++walk.count > MAX_ENTRIES) throw tooMany();
  const { readXattrs, hash } = walk;
  const entry = unlessGone(path, false, () =>
    createEntry(path, host, stat, { readXattrs, hash, exposed: parent.exposed }),
  );
  if (entry?.type === 'directory') addDirectory(walk, parent, name, entry, parent.exposed || isExposed(stat));
  else if (entry) parent.children.set(name, { entry });
  if (stat.nlink > 1n && entry instanceof ContextFile) addLinked(walk, parent, name, entry);
}

/** Whether the child is kept or, for a directory, something in it may be. */
function keeps(parent: Open, name: string, directory: boolean): boolean {
  return directory ? parent.ignore.enter(name).keepsSome : !parent.ignore.ignores(name);
}

function addDirectory(walk: Walk, parent: Open, name: string, entry: DirectoryEntry, exposed: boolean): void {
  const children = new Map<string, ContextNode>();
  parent.children.set(name, { entry, children });
  const ignore = parent.ignore.enter(name);
  if (ignore.ignored) walk.tentative.push({ name, siblings: parent.children });
  const wanted = parent.wanted.whole ? parent.wanted : parent.wanted.children.get(name);
  if (wanted) walk.open.push({ path: entry.path, children, ignore, wanted, exposed });
}

function addLinked(walk: Walk, parent: Open, name: string, file: ContextFile): void {
  const { stamp } = ContextFile.stateOf(file);
  if (stamp) walk.linked.push({ file, stamp, name, siblings: parent.children });
}

/** What `read` gives, or undefined when the entry has vanished, or may not be read and need not be. */
function unlessGone<T>(path: EntryPath, optional: boolean, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    const refused = systemCode(error) === 'EACCES' || systemCode(error) === 'EPERM';
    if (isGone(error) || (optional && refused)) return undefined;
    throw unreadable(path, error);
  }
}

function tooMany(): ContextError {
  return new ContextError('LIMIT', `the build context has more than ${MAX_ENTRIES} entries`, {
    hint: 'list what the image does not need in .dockerignore, or copy less than the whole context',
  });
}
