import { lstatSync } from 'node:fs';
import type { Digest } from '@strake/core';
import type { DirectoryEntry } from '@strake/oci';
import { ContextError } from '../error.ts';
import type { IgnoreRule } from '../ignore/ignore-file.ts';
import { type IgnoreDirectory, ignoreDirectory } from '../ignore/matcher.ts';
import type { ContextFile } from './context-file.ts';
import { createEntry, type ReadXattrs } from './entry.ts';
import { isExposed, isRootExposed } from './exposure.ts';
import { Folder, type Forest } from './folder.ts';
import { unlessGone } from './host-error.ts';
import { hostPath } from './host-path.ts';
import type { LookAhead } from './look-ahead.ts';
import { readNames } from './names.ts';
import { createPacer } from './pacer.ts';
import { hasLeaf, isListed, type Part, partBelow, partOf } from './part.ts';
import type { StatusList } from './status-list.ts';
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
  /** Where statuses of what is found are kept. */
  readonly statuses: StatusList;
  /** Gets what is found to look at. */
  readonly lookAhead: LookAhead | undefined;
  readonly signal: AbortSignal | undefined;
}

/** A directory whose children are still to be listed. */
interface Open extends Part {
  readonly folder: Folder;
  readonly ignore: IgnoreDirectory;
}

export interface Walked {
  readonly tree: Folder;
  /** Entries in it. */
  readonly count: number;
}

/** A walk on its way. */
interface Walk extends WalkOptions {
  readonly forest: Forest;
  readonly open: Open[];
  /** Ignored directories, in which something may be kept, parents first. */
  readonly tentative: { readonly name: string; readonly parent: Folder; readonly folder: Folder }[];
  count: number;
}

/**
 * Lists what is wanted and not ignored. A directory is entered only if something in it can be kept; an ignored one
 * stays only if something was. What is no directory is looked at when its entry is first asked for. What vanishes
 * meanwhile was never there.
 */
export async function walkDirectory(options: WalkOptions): Promise<Walked> {
  const { root, rules, wanted, hash, readXattrs, statuses, lookAhead } = options;
  const forest: Forest = { root, hash, readXattrs, statuses, tree: undefined, linked: false };
  const walk: Walk = { ...options, forest, open: [], tentative: [], count: 0 };
  const tree = (forest.tree = new Folder(rootEntry(forest), isRootExposed(root), forest));
  walk.open.push({ folder: tree, ignore: ignoreDirectory(rules), ...partOf(wanted) });
  const pacer = createPacer();
  for (let next = walk.open.pop(); next; next = walk.open.pop()) {
    const pause = pacer.pause(options.signal);
    if (pause) await pause;
    readDirectory(walk, next);
    lookAhead?.add(next.folder);
  }
  for (const { name, parent, folder } of walk.tentative.toReversed()) if (folder.isEmpty) parent.removeFolder(name);
  return { tree, count: walk.count };
}

/** Where a directory's status is. */
const NOT_KEPT = -1;

function rootEntry(forest: Forest): DirectoryEntry {
  const { root, readXattrs } = forest;
  const host = hostPath(root, '');
  const stat = unlessGone('', false, () => lstatSync(host, { bigint: true }));
  const entry =
    stat && createEntry({ path: '', host, status: stat, place: NOT_KEPT }, { forest, exposed: true }, readXattrs);
  if (entry?.type === 'directory') return entry;
  throw new ContextError('NOT_FOUND', `the build context ${JSON.stringify(root)} is gone`, { data: { path: root } });
}

function readDirectory(walk: Walk, directory: Open): void {
  const { folder, ignore } = directory;
  const { path } = folder;
  if (!isListed(directory)) {
    for (const name of directory.children.keys()) lookAt(walk, directory, name);
    return;
  }
  for (const child of unlessGone(path, ignore.ignored, () => readNames(hostPath(walk.root, path))) ?? []) {
    if (child.isDirectory()) lookAt(walk, directory, child.name);
    else if (!ignore.ignores(child.name) && hasLeaf(directory, child.name)) addLeaf(walk, folder, child.name);
  }
}

/** Adds a child of any type. A directory is added when it, or something in it, may be kept. */
function lookAt(walk: Walk, parent: Open, name: string): void {
  const { folder, ignore } = parent;
  const inside = ignore.enter(name);
  const part = partBelow(parent, name);
  if (!part || (!inside.keepsSome && isListed(parent))) return;
  const path = folder.path === '' ? name : `${folder.path}/${name}`;
  const host = hostPath(walk.root, path);
  const stat = unlessGone(path, false, () => lstatSync(host, { bigint: true, throwIfNoEntry: false }));
  if (!stat || !(stat.isDirectory() ? inside.keepsSome : !ignore.ignores(name))) return;
  if (!stat.isDirectory()) return addLeaf(walk, folder, name);
  countOne(walk);
  const entry = createEntry({ path, host, status: stat, place: NOT_KEPT }, folder, walk.readXattrs);
  if (entry.type !== 'directory') return;
  const child = new Folder(entry, folder.exposed || isExposed(stat), walk.forest);
  folder.addFolder(name, child);
  if (inside.ignored || part.tentative) walk.tentative.push({ name, parent: folder, folder: child });
  walk.open.push({ folder: child, ignore: inside, ...part });
}

function addLeaf(walk: Walk, folder: Folder, name: string): void {
  countOne(walk);
  folder.addLeaf(name);
}

function countOne(walk: Walk): void {
  if (++walk.count > MAX_ENTRIES) throw tooMany();
}

function tooMany(): ContextError {
  return new ContextError('LIMIT', `the build context has more than ${MAX_ENTRIES} entries`, {
    hint: 'list what the image does not need in .dockerignore, or copy less than the whole context',
  });
}
