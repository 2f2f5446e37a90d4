import type { CreateHasher, Digest } from '@strake/core';
import { sha256Hasher } from '../hash/sha256.ts';
import type { Entry, EntryPath, FileEntry } from '../model/index.ts';
import { isWithin } from '../model/index.ts';
import { type Selected, selectEntries, type TreeSelector } from './select.ts';
import type { Tree } from './tree.ts';

/** Makes of a selector's exclude patterns what tells whether something below the selected directory is excluded. */
export type CreateExcluder = (patterns: readonly string[]) => (path: string, directory: boolean) => boolean;

export interface DigestTreeOptions {
  /** Must be that of the copy that the digest is for. Needed when a selector excludes anything. */
  readonly excluder?: CreateExcluder;
  /** Digest of a file's content; default: what its entry says. A tree that hashes late supplies it here. */
  readonly digestOf?: (file: FileEntry) => Digest | Promise<Digest>;
  readonly createHasher?: CreateHasher;
  readonly signal?: AbortSignal;
}

/**
 * Content digest of the selected parts of a tree: for each entry its name below the selected one, type, mode, owner,
 * size, data, link target, device numbers and extended attributes; never a time. The name of a selected entry itself
 * counts only with `names`. Equal digests mean that a COPY of the selection makes equal trees.
 * Throws `PATH_NOT_FOUND` as `selectEntries`.
 */
export async function digestTree(
  tree: Tree,
  selectors: TreeSelector | readonly TreeSelector[],
  options: DigestTreeOptions = {},
): Promise<Digest> {
  const { digestOf = (file: FileEntry) => file.content, createHasher = sha256Hasher, signal } = options;
  const hasher = createHasher();
  const encoder = new TextEncoder();
  let lines: string[] = [TREE_DIGEST_FORMAT];
  const flush = (): void => {
    hasher.update(encoder.encode(`${lines.join('\n')}\n`));
    lines = [];
  };
  for (const line of describeAll(tree, [selectors].flat(), options.excluder ?? noExcluder)) {
    const content = line.file && (await digestOf(line.file));
    lines.push(content === undefined ? line.text : `${line.text}${content}`);
    if (lines.length < BATCH) continue;
    signal?.throwIfAborted();
    flush();
  }
  flush();
  return hasher.digest();
}

const noExcluder: CreateExcluder = (patterns) => {
  if (patterns.length > 0) throw new Error('a selector excludes, and nothing says how');
  return () => false;
};

/** Names the encoding; part of every digest of a tree. */
export const TREE_DIGEST_FORMAT = 'strake tree digest 1';
const BATCH = 256;

/** One line per entry. JSON keeps fields apart and lone surrogates distinct. */
interface Line {
  readonly text: string;
  /** The file whose content's digest ends the line. */
  readonly file?: FileEntry;
}

function* describeAll(tree: Tree, selectors: readonly TreeSelector[], createExcluder: CreateExcluder): Generator<Line> {
  for (const selector of selectors) {
    yield { text: 'selection' };
    for (const selected of selectEntries(tree, selector)) {
      yield describe(tree, selector.names ? selected.name : '', selected.entry, selected);
      if (selected.entry.type === 'directory') yield* describeBelow(tree, selected, selector.exclude, createExcluder);
    }
  }
}

/** What is excluded does not count, but for directories when a `!` pattern may bring back something below them. */
function* describeBelow(
  tree: Tree,
  selected: Selected,
  exclude: readonly string[],
  createExcluder: CreateExcluder,
): Generator<Line> {
  const excluded = createExcluder(exclude);
  const reincludes = exclude.some((pattern) => pattern.trim().startsWith('!'));
  const skip = selected.path === '' ? 0 : selected.path.length + 1;
  for (const entry of tree.walk(selected.path)) {
    const name = entry.path.slice(skip);
    if (!excluded(name, entry.type === 'directory') || (reincludes && entry.type === 'directory'))
      yield describe(tree, name, entry, selected);
  }
}

function describe(tree: Tree, name: EntryPath, entry: Entry, selected: Selected): Line {
  const head = headOf(name, entry);
  if (entry.type === 'file') return { text: `["file",${head},${entry.size}]`, file: entry };
  if (entry.type === 'hardlink') return describeLink(tree, entry, head, selected);
  if (entry.type === 'symlink') return { text: `["symlink",${head},${JSON.stringify(entry.target)}]` };
  const device = 'major' in entry ? `,${entry.major},${entry.minor}` : '';
  return { text: `["${entry.type}",${head}${device}]` };
}

/** Elements of a JSON array that every line has: as an array for each of many files they take longer. */
function headOf(name: EntryPath, entry: Entry): string {
  const xattrs = entry.xattrs ? JSON.stringify(keyedXattrs(entry.xattrs)) : '[]';
  return `${JSON.stringify(name)},${entry.mode},${entry.uid},${entry.gid},${xattrs}`;
}

/** A link counts with its file's content, for the file may be excluded; and as a link when the file is selected too. */
function describeLink(
  tree: Tree,
  entry: Entry & { readonly type: 'hardlink' },
  head: string,
  selected: Selected,
): Line {
  const target = tree.get(entry.target);
  if (target?.type !== 'file') throw new Error(`hard link ${entry.path} leads nowhere`);
  const inside = selected.entry.type === 'directory' && isWithin(entry.target, selected.path);
  const skip = selected.path === '' ? 0 : selected.path.length + 1;
  const link = inside ? `,${JSON.stringify(entry.target.slice(skip))}` : '';
  return { text: `["file",${head},${target.size}${link}]`, file: target };
}

/** `security.capability` and what no security module of the host sets, in order of names. */
function keyedXattrs(xattrs: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  return Object.entries(xattrs)
    .filter(([name]) => name === 'security.capability' || !/^(?:security|system)\./.test(name))
    .sort(([a], [b]) => (a < b ? -1 : 1));
}
