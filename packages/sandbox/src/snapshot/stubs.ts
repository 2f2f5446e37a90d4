import { chmodSync, lstatSync, mkdirSync, rmdirSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type EntryPath, parentPath, resolve } from '@strake/oci';
import { SandboxError } from '../error.ts';
import { setTime } from '../syscalls/file.ts';
import { layeredTree } from './layered.ts';

/** Something to mount onto. */
export interface MountTarget {
  /** Inside the root. */
  readonly path: EntryPath;
  readonly directory: boolean;
  /** Of what is made; default 0755 and 0644. */
  readonly mode?: number;
}

/** Trees of nothing but mount targets. Commands that lack the same ones have the same tree: nobody writes to it. */
export interface StubTrees {
  /** A directory with exactly `targets` in it. */
  holding(targets: readonly MountTarget[]): string;
}

/** Trees in the new directories of `directory`, which exists. */
export function openStubTrees(directory: string): StubTrees {
  const trees = new Map<string, string>();
  let serial = 0;
  return {
    holding(targets) {
      const key = JSON.stringify(targets);
      const known = trees.get(key);
      if (known !== undefined) return known;
      const tree = join(directory, (serial++).toString(36));
      mkdirSync(tree);
      for (const target of targets) makeTarget(tree, target);
      trees.set(key, tree);
      return tree;
    },
  };
}

/** Mount targets that an image lacks. */
export interface Stubs {
  /** The tree that holds them. As the lowest of an overlay it shows through wherever nothing else is. */
  readonly tree: string;
  /** Those that even so do not show, for an image has removed or replaced something on their way. */
  readonly hidden: readonly MountTarget[];
  /** What the tree has and the image has not. */
  readonly made: readonly MountTarget[];
}

/** Stubs for those of `targets` that the trees `above` (top first) lack. The upper directory stays clean. */
export function makeStubs(trees: StubTrees, above: readonly string[], targets: readonly MountTarget[]): Stubs {
  const before = layeredTree(above);
  const missing = missingTargets(before, targets);
  const tree = trees.holding(missing);
  const seen = new Set<EntryPath>();
  const made = missing.flatMap((target) => {
    const paths = lineage(target.path).filter((path) => !seen.has(path));
    for (const path of paths) seen.add(path);
    return paths
      .filter((path) => before.get(path) === undefined)
      .map((path) => ({ path, directory: path !== target.path || target.directory }));
  });
  const after = layeredTree([...above, tree]);
  const hidden = missing.filter(({ path }) => resolve(after, path, { followLast: true }).kind !== 'found');
  return { tree, hidden, made };
}

/** Those of `targets` that are not in the tree, by the paths where its links lead. */
export function missingTargets(
  tree: Parameters<typeof resolve>[0],
  targets: readonly MountTarget[],
): readonly MountTarget[] {
  return targets.flatMap((target) => {
    const found = resolve(tree, target.path, { followLast: true });
    return found.kind === 'missing' ? [{ ...target, path: found.path }] : [];
  });
}

/** A path and those above it, topmost first. */
function lineage(path: EntryPath): readonly EntryPath[] {
  return path === '' ? [] : [...lineage(parentPath(path)), path];
}

/** Mount targets in a root file system that are not to stay. */
export interface MadeTargets {
  /** Removes from the upper directory what is still empty. The directories that had it keep their times. */
  clean(upper: string): void;
}

/**
 * Makes targets in the mounted root file system `root`, where no directory's time tells of them, and remembers how to leave
 * no trace of them nor of `stubs`: a command that changes one of these has a copy of it in the upper directory.
 */
export function makeTargets(
  root: string,
  targets: readonly MountTarget[],
  stubs: readonly MountTarget[] = [],
): MadeTargets {
  const made: MountTarget[] = [...stubs];
  const times = new Map<EntryPath, bigint>();
  for (const target of targets) {
    for (const path of missingParents(root, target.path)) {
      const parent = parentPath(path);
      if (!times.has(parent)) times.set(parent, timeOf(root, parent));
      const directory = path !== target.path || target.directory;
      makeTarget(root, path === target.path ? target : { path, directory });
      made.push({ path, directory });
    }
  }
  setTimes(root, times);
  return { clean: (upper) => cleanTargets(upper, made) };
}

function timeOf(root: string, path: EntryPath): bigint {
  return lstatSync(join(root, path), { bigint: true }).mtimeNs;
}

function setTimes(root: string, times: ReadonlyMap<EntryPath, bigint>): void {
  for (const [path, time] of times)
    if (isReal(root, path)) setTime(join(root, path), Number(time / NANO), Number(time % NANO));
}

function makeTarget(root: string, { path, directory, mode = directory ? 0o755 : 0o644 }: MountTarget): void {
  try {
    mkdirSync(join(root, directory ? path : parentPath(path)), { recursive: true, mode: 0o755 });
    if (!directory) writeFileSync(join(root, path), '', { flag: 'a' });
    chmodSync(join(root, path), mode);
  } catch (cause) {
    throw new SandboxError('MOUNT_TARGET_INVALID', `cannot make the mount target /${path}: ${String(cause)}`, {
      cause,
    });
  }
}

/** `path` and those of its parents that are not there, topmost first. */
function missingParents(root: string, path: EntryPath): readonly EntryPath[] {
  if (path === '' || lstatSync(join(root, path), { throwIfNoEntry: false }) !== undefined) return [];
  return [...missingParents(root, parentPath(path)), path];
}

function cleanTargets(upper: string, made: readonly MountTarget[]): void {
  const parents = made.map(({ path }) => parentPath(path)).filter((path) => isReal(upper, path));
  const times = new Map(parents.map((path) => [path, timeOf(upper, path)]));
  for (const { path, directory } of made.toReversed()) {
    if (!isReal(upper, parentPath(path))) continue;
    const host = join(upper, path);
    const stat = lstatSync(host, { throwIfNoEntry: false });
    if (stat === undefined) continue;
    if (directory && stat.isDirectory()) removeEmpty(host);
    else if (!directory && stat.isFile() && stat.size === 0) unlinkSync(host);
  }
  setTimes(upper, times);
}

/**
 * Whether `path` and all above it are directories: a command may have put a link in the place of one, and what lies behind
 * that is nothing of the snapshot's (CVE-2024-23652).
 */
function isReal(upper: string, path: EntryPath): boolean {
  if (path === '') return true;
  if (!isReal(upper, parentPath(path))) return false;
  return lstatSync(join(upper, path), { throwIfNoEntry: false })?.isDirectory() === true;
}

const NANO = 1_000_000_000n;

function removeEmpty(directory: string): void {
  try {
    rmdirSync(directory);
  } catch {
    // The command has put something there: it stays, with the directory.
  }
}
