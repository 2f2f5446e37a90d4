import { lstatSync } from 'node:fs';
import type { Digest } from '@strake/core';
import { ContextError } from '../error.ts';
import type { IgnoreRule } from '../ignore/ignore-file.ts';
import { type IgnoreDirectory, ignoreDirectory } from '../ignore/matcher.ts';
import type { ContextFile } from './context-file.ts';
import type { ReadXattrs } from './entry.ts';
import { isRootExposed } from './exposure.ts';
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
const MAX_ENTRIES: number = 5_000_000;

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
 * stays only if something was. What is found is looked at when its entry is first asked for. What vanishes meanwhile was
 * never there.
 */
export async function walkDirectory(options: WalkOptions): Promise<Walked> {
  const { root, rules, wanted, hash, readXattrs, statuses, lookAhead } = options;
  const forest: Forest = { root, hash, readXattrs, statuses, tree: undefined, linked: false };
  const walk: Walk = { ...options, forest, open: [], tentative: [], count: 0 };
  const tree = (forest.tree = new Folder('', () => isRootExposed(root), forest));
  if (!tree.entry)
    throw new ContextError('NOT_FOUND', `the build context ${JSON.stringify(root)} is gone`, { data: { path: root } });
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

function readDirectory(walk: Walk, directory: Open): void {
  const { folder, ignore } = directory;
  const { path } = folder;
  if (!isListed(directory)) {
    for (const name of directory.children.keys()) lookAt(walk, directory, name);
    return;
  }
  for (const child of unlessGone(path, ignore.ignored, () => readNames(hostPath(walk.root, path))) ?? []) {
    if (child.isDirectory()) enter(walk, directory, child.name);
    else if (!ignore.ignores(child.name) && hasLeaf(directory, child.name)) addLeaf(walk, folder, child.name);
  }
}

/** Adds a child of any type. */
function lookAt(walk: Walk, parent: Open, name: string): void {
  const { path } = parent.folder;
  const place = path === '' ? name : `${path}/${name}`;
  const host = hostPath(walk.root, place);
  const stat = unlessGone(place, false, () => lstatSync(host, { bigint: true, throwIfNoEntry: false }));
  if (stat?.isDirectory()) enter(walk, parent, name)?.learn(stat);
  else if (stat && !parent.ignore.ignores(name)) addLeaf(walk, parent.folder, name);
}

/** Adds a directory when it, or something in it, may be kept. */
function enter(walk: Walk, { folder, ...parent }: Open, name: string): Folder | undefined {
  const inside = parent.ignore.enter(name);
  const part = partBelow(parent, name);
  if (!part || !inside.keepsSome) return undefined;
  countOne(walk);
  const child = new Folder(folder.path === '' ? name : `${folder.path}/${name}`, () => folder.exposed, walk.forest);
  folder.addFolder(name, child);
  if (inside.ignored || part.tentative) walk.tentative.push({ name, parent: folder, folder: child });
  walk.open.push({ folder: child, ignore: inside, ...part });
  return child;
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
